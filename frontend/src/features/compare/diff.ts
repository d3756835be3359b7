/** One run of tokens: in both texts, only in the first, or only in the second. */
export interface Piece { kind: "same" | "removed" | "added"; text: string }

/** More differences than this are not worth finding: the middle is then shown as wholly replaced. */
const MOST_EDITS = 1500;

type Op = Piece["kind"];

/** Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986); null when the texts differ too much for it. */
function edits(a: readonly string[], b: readonly string[]): Op[] | null {
  const [n, m] = [a.length, b.length];
  const most = Math.min(n + m, MOST_EDITS);
  const offset = most + 1;
  let ends = new Int32Array(2 * most + 3);
  const history: Int32Array[] = [];
  for (let d = 0; d <= most; d += 1) {
    history.push(ends.slice());
    const next = ends;
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (ends[offset + k - 1] ?? 0) < (ends[offset + k + 1] ?? 0));
      let x = down ? (ends[offset + k + 1] ?? 0) : (ends[offset + k - 1] ?? 0) + 1;
      let y = x - k;
      while (x < n && y < m && a[x] === b[y]) {
        x += 1;
        y += 1;
      }
      next[offset + k] = x;
      if (x >= n && y >= m) return walkBack(history, d, n, m, offset);
    }
    ends = next;
  }
  return null;
}

function walkBack(history: readonly Int32Array[], last: number, n: number, m: number, offset: number): Op[] {
  const ops: Op[] = [];
  let [x, y] = [n, m];
  for (let d = last; d > 0; d -= 1) {
    const ends = history[d];
    if (ends === undefined) break;
    const k = x - y;
    const down = k === -d || (k !== d && (ends[offset + k - 1] ?? 0) < (ends[offset + k + 1] ?? 0));
    const from = down ? k + 1 : k - 1;
    const fromX = ends[offset + from] ?? 0;
    const fromY = fromX - from;
    while (x > fromX && y > fromY) {
      ops.push("same");
      x -= 1;
      y -= 1;
    }
    ops.push(down ? "added" : "removed");
    x = fromX;
    y = fromY;
  }
  while (x > 0 && y > 0) {
    ops.push("same");
    x -= 1;
    y -= 1;
  }
  return ops.reverse();
}

/** Two lists of tokens as runs. */
export function diffTokens(a: readonly string[], b: readonly string[]): Piece[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [midA, midB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const pieces: Piece[] = [];
  const push = (kind: Op, text: string) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text !== "") pieces.push({ kind, text });
  };
  push("same", a.slice(0, start).join(""));
  const ops = edits(midA, midB);
  if (ops === null) {
    push("removed", midA.join(""));
    push("added", midB.join(""));
  } else {
    let [x, y] = [0, 0];
    for (const op of ops) {
      push(op, (op === "added" ? midB[y] : midA[x]) ?? "");
      if (op !== "added") x += 1;
      if (op !== "removed") y += 1;
    }
  }
  push("same", a.slice(a.length - end).join(""));
  return pieces;
}

const words = (text: string) => text.match(/\p{Script=Hangul}|\p{L}+|\p{N}+|\s+|[^\s]/gu) ?? [];
const lines = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Two texts: by lines first, then changed lines by words. */
export function diffText(a: string, b: string): Piece[] {
  const rough = diffTokens(lines(a), lines(b));
  const fine: Piece[] = [];
  for (let index = 0; index < rough.length; index += 1) {
    const [piece, next] = [rough[index], rough[index + 1]];
    if (piece === undefined) continue;
    const changed = next !== undefined && piece.kind !== "same" && next.kind !== "same" && piece.kind !== next.kind;
    if (!changed) {
      fine.push(piece);
      continue;
    }
    const [removed, added] = piece.kind === "removed" ? [piece, next] : [next, piece];
    fine.push(...diffTokens(words(removed.text), words(added.text)));
    index += 1;
  }
  return fine;
}
