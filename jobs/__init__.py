"""When things happen: the timetable, its dispatcher, the queues and the worker."""
