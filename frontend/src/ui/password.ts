// No characters that are easily taken for others; 20 of 55 are 115 bits.
const ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ2345679";
const LENGTH = 20;

/** A password nobody guesses, from the browser's own randomness. Bytes beyond a whole multiple are drawn again: no letter is likelier. */
export function makePassword(): string {
  const limit = 256 - (256 % ALPHABET.length);
  let made = "";
  while (made.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      if (byte < limit && made.length < LENGTH) made += ALPHABET[byte % ALPHABET.length] ?? "";
    }
  }
  return made;
}
