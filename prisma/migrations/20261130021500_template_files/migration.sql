BEGIN;

-- Files that lie beside templates, and the ids under which providers keep them.

CREATE TABLE "template_file" (
    "hash" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "template_file_pkey" PRIMARY KEY ("hash")
);

-- They are pressed already, and read in pieces.
ALTER TABLE "template_file" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

CREATE TABLE "provider_media" (
    "channel" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "media_id" TEXT,
    "uploaded_system" TIMESTAMPTZ(3),
    "ends_system" TIMESTAMPTZ(3),
    "lease_until_system" TIMESTAMPTZ(3),

    CONSTRAINT "provider_media_pkey" PRIMARY KEY ("channel","sender","hash")
);

COMMIT;
