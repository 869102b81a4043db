"""How things look and react: Dash parts, and every callback of the application."""
