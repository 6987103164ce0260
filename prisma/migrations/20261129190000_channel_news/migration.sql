BEGIN;

-- What providers tell: bodies stored before they are answered, each piece of news once, what people wrote, and how senders and templates stand.

ALTER TABLE "contact_point" ADD COLUMN "window_until" TIMESTAMPTZ(3);

CREATE TABLE "provider_body" (
    "id" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "body" BYTEA,
    "received_system" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'received',
    "unread" TEXT[] DEFAULT ARRAY[]::TEXT[],
    CONSTRAINT "provider_body_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "channel_news" (
    "channel" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at_system" TIMESTAMPTZ(3) NOT NULL,
    "received_system" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "reason" TEXT,
    "news" JSONB,
    CONSTRAINT "channel_news_pkey" PRIMARY KEY ("channel", "id")
);

CREATE TABLE "inbound_message" (
    "id" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "news_id" TEXT NOT NULL,
    "customer_id" UUID,
    "address" TEXT NOT NULL,
    "text" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "message_id" TEXT,
    "is_automatic" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "inbound_message_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "channel_sender" (
    "channel" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "at_system" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "channel_sender_pkey" PRIMARY KEY ("channel", "sender")
);

CREATE TABLE "channel_template" (
    "channel" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "at_system" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "channel_template_pkey" PRIMARY KEY ("channel", "name", "locale")
);

CREATE UNIQUE INDEX "provider_body_channel_hash_key" ON "provider_body"("channel", "hash");
CREATE UNIQUE INDEX "inbound_message_channel_news_id_key" ON "inbound_message"("channel", "news_id");
CREATE INDEX "inbound_message_customer_id_at_idx" ON "inbound_message"("customer_id", "at");

-- What is looked for every few seconds, however much has been told before.
CREATE INDEX "provider_body_received" ON "provider_body"("id") WHERE "state" = 'received';
CREATE INDEX "channel_news_waiting" ON "channel_news"("received_system") WHERE "state" = 'waiting';
CREATE INDEX "message_provider_id" ON "message"("channel", "provider_id") WHERE "provider_id" IS NOT NULL;

COMMIT;
