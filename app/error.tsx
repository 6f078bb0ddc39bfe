"use client";

import { useEffect } from "react";
import { Message } from "@/components/shell/message";
import { Button } from "@/components/ui/button";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  useEffect(() => {
    console.error(error);
  }, [error]);
  return (
    <Message title="This page could not be made">
      <p>
        Something failed on this server, and it was logged. Nothing was charged by looking, and what
        is being written goes on.
      </p>
      {error.digest && <p className="pt-3 text-sm text-ink-3">Number {error.digest}</p>}
      <p className="pt-6">
        <Button onClick={reset}>Try again</Button>
      </p>
    </Message>
  );
}
