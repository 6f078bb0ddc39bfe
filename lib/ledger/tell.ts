/** Tells a caller of what is committed; what they make of it changes nothing about that. */
export function tell(of: string, callback: () => void): void {
  try {
    callback();
  } catch (error) {
    console.error(`Whoever was told of ${of} failed.`, error);
  }
}
