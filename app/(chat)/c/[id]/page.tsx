import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { LoadedConversation } from "@/components/chat/conversation-page";
import { personOfPage } from "@/lib/auth/page-viewer";
import { getConversation } from "@/lib/conversations/get";
import { ownConversation } from "@/lib/conversations/own";
import { PurserError } from "@/lib/errors";

type Props = { params: Promise<{ id: string }> };

const conversationOfPage = cache(async (id: string) => {
  const viewer = await personOfPage(`/c/${id}`);
  try {
    return await getConversation({
      conversation: await ownConversation({ viewer, params: { id } }),
    });
  } catch (error) {
    if (error instanceof PurserError && error.code === "not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await conversationOfPage((await params).id);
  return { title: name };
}

export default async function ConversationRoute({ params }: Props) {
  const json = await conversationOfPage((await params).id);
  return <LoadedConversation key={json.id} json={json} />;
}
