/** Where a phrase may begin: after "um" and "well". */
const latestStart = 2;
/** Of the phrase's letters, as many may be other ones: a recogniser hears names it has never seen. */
const tolerance = 0.3;

/**
 * What is asked of the one who was named.
 * @returns undefined when nobody was; empty when nothing but the name was said.
 */
export function afterWakePhrase(text: string, phrase: string): string | undefined {
  const wanted = letters(phrase);
  if (wanted === '') return undefined;
  const words = text.split(/\s+/).filter((word) => word !== '');
  const size = phrase.trim().split(/\s+/).length;
  const most = Math.floor(wanted.length * tolerance);
  let best: { distance: number; start: number; end: number } | undefined;
  for (let start = 0; start <= Math.min(latestStart, words.length - 1); start++) {
    for (let count = Math.max(1, size - 1); count <= size + 2 && start + count <= words.length; count++) {
      const found = distance(letters(words.slice(start, start + count).join('')), wanted);
      // A name that was heard as several words is all of them.
      if (found <= most && (best === undefined || found < best.distance || (found === best.distance && start === best.start))) best = { distance: found, start, end: start + count };
    }
  }
  return best === undefined ? undefined : words.slice(best.end).join(' ').replace(/^[\s,.!?:;-]+/, '');
}

function letters(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}

/** Levenshtein's. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[right.length]!;
}
