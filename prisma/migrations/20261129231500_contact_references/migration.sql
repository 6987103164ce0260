BEGIN;

-- By what somebody can be written to who has to open the channel first.

ALTER TABLE "contact_point" ADD COLUMN "reference" JSONB;

-- Who came before anybody knew whose name that is.
CREATE INDEX "channel_news_strangers" ON "channel_news"("id") WHERE "kind" = 'reachable' AND "state" = 'set-aside';

COMMIT;
