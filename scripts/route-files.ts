import { readSources } from "./house-rules";

/** A handler or page as its file says: `path` has its parameters as `{id}`. */
export type RouteFile = { verb: string; path: string; file: string };

/** Every exported verb of every route file, and every page as `PAGE`. */
export function routeFiles(root = "."): RouteFile[] {
  return readSources(root, "app").flatMap(({ path: file, text }) => {
    const path = file
      .replace(/^app(.*)\/(route|page)\.tsx?$/, "$1")
      .replace(/\/\([^)]*\)/g, "")
      .replace(/\[+(?:\.\.\.)?(\w+)\]+/g, "{$1}");
    if (/\/page\.tsx$/.test(file)) return [{ verb: "PAGE", path: path || "/", file }];
    if (!/\/route\.tsx?$/.test(file)) return [];
    const verbs = text.matchAll(/^export (?:const|(?:async )?function) ([A-Z]+)\b/gm);
    return [...verbs].map(([, verb = ""]) => ({ verb, path, file }));
  });
}
