/** What a call was for, as the interface says it: `Chat`, `Title`. */
export function purposeName(purpose: string): string {
  return `${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}`;
}
