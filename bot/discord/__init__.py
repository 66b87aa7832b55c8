"""The front desk on Discord."""
