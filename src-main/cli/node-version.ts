/** The native database module crashes older engines outright, without a word. */
const OLDEST_MAJOR = 22;

/** What to tell on an engine that cannot run this; null when it can. Imports nothing, so that it is told in time. */
export function refusalOfNode(version: string): string | null {
  const major = Number.parseInt(version, 10);
  return major >= OLDEST_MAJOR
    ? null
    : `ringback needs Node ${OLDEST_MAJOR} or newer, this is ${version}; run it as "npm run ringback -- …"`;
}
