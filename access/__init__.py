"""Users, sign-in and what a role may see."""
