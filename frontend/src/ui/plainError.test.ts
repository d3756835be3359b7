import { expect, it } from "vitest";
import { plainError } from "./plainError";

it.each([
  ["litellm.RateLimitError: RateLimitError: slow down", "RateLimitError: slow down"],
  ["openai.error.Timeout: after 30 s", "Timeout: after 30 s"],
  ["KeyError: 'customer_id'", "KeyError: 'customer_id'"],
])("%s reads %s", (text, plain) => expect(plainError(text)).toBe(plain));
