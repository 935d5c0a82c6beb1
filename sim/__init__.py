"""What happens: arrays, kernels and the monthly schedule (ce qui arrive)."""
