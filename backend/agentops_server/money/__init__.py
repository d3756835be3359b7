"""Where the gateway's, the traces' and the price map's figures of the same calls do not agree."""
