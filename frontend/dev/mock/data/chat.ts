const price = (input: string, output: string) => ({ input_price: input, output_price: output, cached_input_price: null });

export const MODELS = {
  models: [
    { id: "llama-70b", max_input_tokens: 131_072, max_output_tokens: 8192, ...price("0.35", "0.4") },
    { id: "mistral", max_input_tokens: 32_768, max_output_tokens: null, input_price: null, output_price: null, cached_input_price: null },
    { id: "qwen-235b", max_input_tokens: 262_144, max_output_tokens: 32_768, ...price("0.6", "2.2") },
  ],
};
