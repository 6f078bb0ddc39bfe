/** Class names of an element: the truthy ones, with a space between. */
export function cx(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
