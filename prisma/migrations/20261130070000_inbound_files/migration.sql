BEGIN;

-- AlterTable
ALTER TABLE "inbound_message" ADD COLUMN     "files" JSONB NOT NULL DEFAULT '[]';

COMMIT;
