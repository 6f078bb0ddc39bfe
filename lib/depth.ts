/** Whether a value has more levels of lists and objects than that, without going down by itself. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  let level: unknown[] = [value].filter(isNested);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((each) => Object.values(each as object).filter(isNested));
  }
  return false;
}

function isNested(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
