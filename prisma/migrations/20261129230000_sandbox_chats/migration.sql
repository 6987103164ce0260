BEGIN;

-- The chats of a sandbox, over its restarts.

CREATE TABLE "sandbox_chat" (
    "channel" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "changed_system" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_chat_pkey" PRIMARY KEY ("channel","person")
);

COMMIT;
