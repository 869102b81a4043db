"""What is measured: measures, formulas, KPI declarations, periods, statuses. Pure Python and pandas."""
