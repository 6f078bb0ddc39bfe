import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { SharedView } from "@/components/share/shared-view";
import { getShare } from "@/lib/conversations/shares";
import { PurserError } from "@/lib/errors";
import { findModel } from "@/lib/models/registry";
import { preferences } from "../../preferences";

type Props = { params: Promise<{ token: string }> };

const shareOfPage = cache(async (token: string) => {
  try {
    return await getShare({ token });
  } catch (error) {
    if (error instanceof PurserError && error.code === "not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await shareOfPage((await params).token);
  return { title: name, robots: { index: false, follow: false } };
}

export default async function SharePage({ params }: Props) {
  const view = await shareOfPage((await params).token);
  const { timeZone } = await preferences();
  const names = Object.fromEntries(
    view.responses.map(({ model }) => [model, findModel(model)?.name ?? model]),
  );
  return <SharedView view={view} modelNames={names} timeZone={timeZone} now={Date.now()} />;
}
