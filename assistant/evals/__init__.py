"""What people ask, what attackers try and what analysts may write, with the means to judge answers by it."""
