import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { PurserError } from "../errors";
import { identify } from "./identify";
import type { Person } from "./viewer";

/** The person a page is shown to, asked once per request; null when nobody is signed in. */
export const viewerOfPage = cache(async (): Promise<Person | null> => {
  const asked = { headers: new Headers(await headers()) };
  try {
    const { viewer } = await identify(asked);
    return viewer?.kind === "person" ? viewer : null;
  } catch (error) {
    if (error instanceof PurserError && error.code === "unauthenticated") return null;
    throw error;
  }
});

/**
 * The person, or the sign-in page, which leads back to the address that was asked for: server.mjs
 * notes it, because a layout, which asks first, does not know it. `path` is where it does not.
 */
export async function personOfPage(path: string): Promise<Person> {
  const person = await viewerOfPage();
  if (person) return person;
  const asked = (await headers()).get("x-purser-path")?.replace(/[?&]_rsc=[^&]*/, "") ?? path;
  redirect(`/sign-in?${new URLSearchParams({ callbackUrl: asked })}`);
}

/** The person when they are an admin; for others the page does not exist. */
export async function adminOfPage(path: string): Promise<Person> {
  const person = await personOfPage(path);
  if (person.role !== "admin") notFound();
  return person;
}
