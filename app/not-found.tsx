import type { Metadata } from "next";
import Link from "next/link";
import { Message } from "@/components/shell/message";
import { buttonClass } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <Message title="There is nothing at this address">
      <p>
        It was deleted, a link to it was taken back or has expired, or it belongs to somebody else.
      </p>
      <p className="pt-6">
        <Link href="/" className={buttonClass()}>
          To the first screen
        </Link>
      </p>
    </Message>
  );
}
