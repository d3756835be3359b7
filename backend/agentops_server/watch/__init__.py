"""What alerts need to know beyond rates and thresholds: budgets, anomalies, agents in a loop; as metrics."""
