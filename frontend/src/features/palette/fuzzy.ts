/** Finding commands by a few of their letters, in any order of words, also by the first consonants of Korean syllables. */

export interface Match {
  score: number;
  /** Positions in the label that matched, ascending. */
  marks: readonly number[];
}

const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const SYLLABLES_AN_INITIAL = 588;

function initialOf(letter: string): string {
  const code = letter.charCodeAt(0);
  return code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE ? (INITIALS[Math.floor((code - FIRST_SYLLABLE) / SYLLABLES_AN_INITIAL)] ?? letter) : letter;
}

const fits = (letter: string, wanted: string) => letter === wanted || (INITIALS.includes(wanted) && initialOf(letter) === wanted);
const isStart = (text: string, at: number) => at === 0 || /[\s:/._-]/.test(text[at - 1] ?? "");

function startsAt(wanted: string, text: string, at: number): boolean {
  for (let index = 0; index < wanted.length; index += 1) if (!fits(text[at + index] ?? "", wanted[index] ?? "")) return false;
  return true;
}

/** One word of the query in a text: together where it can be, best at the start of a word; else letter by letter. */
function word(wanted: string, text: string): Match | null {
  let best: Match | null = null;
  for (let at = 0; at + wanted.length <= text.length; at += 1) {
    if (!startsAt(wanted, text, at)) continue;
    const score = 20 + wanted.length * 2 + (isStart(text, at) ? 20 : 0) + (at === 0 ? 5 : 0);
    if (best === null || score > best.score) best = { score, marks: Array.from({ length: wanted.length }, (_, index) => at + index) };
  }
  if (best !== null || wanted.length < 2) return best;
  const marks: number[] = [];
  let at = 0;
  let score = 0;
  for (const letter of wanted) {
    while (at < text.length && !fits(text[at] ?? "", letter)) at += 1;
    if (at >= text.length) return null;
    score += isStart(text, at) ? 4 : at === (marks.at(-1) ?? -2) + 1 ? 2 : 0;
    marks.push(at);
    at += 1;
  }
  // Letters strewn over the text are a coincidence.
  const spread = (marks.at(-1) ?? 0) - (marks[0] ?? 0) + 1;
  return spread > wanted.length * 4 && score < wanted.length * 2 ? null : { score, marks };
}

/** How well `query` names `label`, or one of the other words it goes by; null when it does not. An empty query names everything. */
export function match(query: string, label: string, others = ""): Match | null {
  const text = label.toLowerCase();
  const aliases = others.toLowerCase();
  let score = 0;
  const marks = new Set<number>();
  for (const wanted of query.toLowerCase().split(/\s+/).filter((part) => part !== "")) {
    const found = word(wanted, text);
    const other = found === null ? word(wanted, aliases) : null;
    if (found === null && other === null) return null;
    score += found === null ? (other?.score ?? 0) * 0.6 : found.score;
    found?.marks.forEach((at) => marks.add(at));
  }
  return { score: score - text.length * 0.05, marks: [...marks].sort((a, b) => a - b) };
}

/** A label in pieces that matched and pieces that did not. */
export function pieces(label: string, marks: readonly number[]): { text: string; marked: boolean }[] {
  const found: { text: string; marked: boolean }[] = [];
  for (let at = 0; at < label.length; at += 1) {
    const marked = marks.includes(at);
    const last = found.at(-1);
    if (last?.marked === marked) last.text += label[at] ?? "";
    else found.push({ text: label[at] ?? "", marked });
  }
  return found;
}
