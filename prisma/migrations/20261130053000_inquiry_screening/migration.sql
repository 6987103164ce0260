BEGIN;

-- By what an inquiry is screened: the same letter from others, and the mail that it came as.

ALTER TABLE "inquiry" ADD COLUMN     "text_hash" TEXT;
CREATE INDEX "inquiry_text_hash_idx" ON "inquiry"("text_hash");

ALTER TABLE "inbound_mail" ADD COLUMN     "news_id" TEXT;

COMMIT;
