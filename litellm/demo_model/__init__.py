"""The demo model server: a simulator of vLLM's OpenAI server, for machines without a GPU."""
