/** What a segment of an address names: ids may have any sign, which comes percent-encoded. */
export function decodedSegment(segment: string | undefined): string {
  try {
    return decodeURIComponent(segment ?? "");
  } catch {
    return ""; // A broken percent-encoding names nothing.
  }
}
