const longest = 240;
// Not the line of source that Node shows above an error: "triggerUncaughtException(".
const faults =
  /\b(?:error|fatal|panic)\b|(?:error|exception)\b[^(]*:|\bfail|refused|unable|cannot|could not|not found/i;

/** Of what a program said in the end the line that is likest to say what went wrong; null where it said nothing. */
export function tellingLine(said: string): string | null {
  const lines = said.split('\n').flatMap((line) => line.trim() || []);
  // The first of them: what follows is what came of it, or where in the program it was.
  const line = lines.find((one) => faults.test(one)) ?? lines.at(-1);
  if (line === undefined) return null;
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
