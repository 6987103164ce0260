import { setTimeout } from 'node:timers/promises';
import type { FrozenFile, SendOutcome } from '../../contracts/channel.ts';
import type { MediaPlace, ProviderMedia } from '../../contracts/provider-media.ts';
import type { GraphClient } from './graph-client.ts';
import { mediaIdIn, uploadOutcome } from './outcome.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** So long the provider keeps what was handed over (reference, 3.2). */
const KEPT_FOR_MS = 30 * DAY_MS;
/** A file that is sent in its last days is handed over anew beside the message. */
const RENEWED_BEFORE_MS = 3 * DAY_MS;
/** With less left it may be gone when the message is built there. */
const SHORTEST_LEFT_MS = 60 * 60 * 1000;
/** One file may take so long; the messages that need it wait for less, and come again. */
const UPLOAD_LIMIT_MS = 5 * 60 * 1000;
const LEASE_MS = UPLOAD_LIMIT_MS + 30_000;
const LONGEST_WAIT_MS = 15_000;
const NEXT_TRY_MS = 10_000;
/** A file that was refused is not offered again with each message, nor one that could not be taken just now. */
const REFUSED_FOR_MS = 10 * 60 * 1000;
const FAILED_FOR_MS = 2_000;
/** A file is taken for lost so often at most: what is refused meanwhile is refused for something else. */
const SUSPECTED_EVERY_MS = 60_000;
const LOOK_MS = 1_000;

/** A file at the provider. */
export interface UploadedFile {
  readonly id: string;
}

/** Hands the files of templates to the provider, each once for a sender while it is kept there. */
export class MediaUploads {
  readonly #graph: GraphClient;
  readonly #media: ProviderMedia;
  readonly #sender: string;
  readonly #underWay = new Map<string, Promise<UploadedFile | SendOutcome>>();
  readonly #failed = new Map<string, { readonly outcome: SendOutcome; readonly untilMs: number }>();
  readonly #suspectedMs = new Map<string, number>();
  readonly #stop = new AbortController();

  constructor(graph: GraphClient, media: ProviderMedia, sender: string) {
    this.#graph = graph;
    this.#media = media;
    this.#sender = sender;
  }

  /** Under which id the file may be sent now; or what becomes of the message that needs it: nothing of it has left. */
  async idOf(file: FrozenFile, signal: AbortSignal): Promise<UploadedFile | SendOutcome> {
    const waited = new AbortController();
    try {
      const kept = await this.#media.keptAs(this.#placeOf(file));
      if (kept !== null && kept.leftMs > SHORTEST_LEFT_MS) {
        if (kept.leftMs <= RENEWED_BEFORE_MS) void this.#uploadOnce(file);
        return kept;
      }
      return await Promise.race([this.#uploadOnce(file), tooLong(file, AbortSignal.any([signal, waited.signal]))]);
    } catch {
      return { outcome: 'deferred', code: 'media-not-read', detail: `the file ${file.name} could not be read`, retryAfterMs: null };
    } finally {
      waited.abort();
    }
  }

  /** Whether a refusal may mean that the provider no longer has the file. */
  suspect({ hash }: FrozenFile): boolean {
    const isNew = (this.#suspectedMs.get(hash) ?? -Infinity) + SUSPECTED_EVERY_MS <= Date.now();
    if (isNew) this.#suspectedMs.set(hash, Date.now());
    return isNew;
  }

  /** The provider does not find it under this id: the next message hands it over again. */
  async lost(file: FrozenFile, id: string): Promise<void> {
    await this.#media.lose(this.#placeOf(file), id);
  }

  /** Ends what is under way; the lease lets others begin anew. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#underWay.values());
  }

  #placeOf({ hash }: FrozenFile): MediaPlace {
    return { channel: 'whatsapp', sender: this.#sender, hash };
  }

  /** All messages of this process wait for the same upload. */
  #uploadOnce(file: FrozenFile): Promise<UploadedFile | SendOutcome> {
    const failed = this.#failed.get(file.hash);
    if (failed !== undefined && failed.untilMs > Date.now()) return Promise.resolve(failed.outcome);
    const known = this.#underWay.get(file.hash);
    if (known !== undefined) return known;
    const upload = this.#uploadInTurn(file).catch((): SendOutcome => ({ outcome: 'deferred', code: 'media-not-kept', detail: `the file ${file.name} could not be handed over now`, retryAfterMs: null }))
      .finally(() => this.#underWay.delete(file.hash));
    this.#underWay.set(file.hash, upload);
    return upload;
  }

  /** Where another process has the turn, its result is waited for. */
  async #uploadInTurn(file: FrozenFile): Promise<UploadedFile | SendOutcome> {
    const place = this.#placeOf(file);
    const before = await this.#media.keptAs(place);
    while (!await this.#media.take(place, LEASE_MS)) await setTimeout(LOOK_MS, undefined, { signal: this.#stop.signal, ref: false });
    const meanwhile = await this.#media.keptAs(place);
    const uploaded = meanwhile !== null && meanwhile.id !== before?.id ? meanwhile : await this.#upload(file, place);
    await this.#media.release(place);
    if ('outcome' in uploaded) this.#note(file, uploaded);
    return uploaded;
  }

  async #upload(file: FrozenFile, place: MediaPlace): Promise<UploadedFile | SendOutcome> {
    const pieces = await this.#media.read(file.hash);
    if (pieces === null) return { outcome: 'refused', code: 'no-file', detail: `the file ${file.name} is not stored here`, addressIsDead: false };
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', file.type);
    form.set('file', new Blob([...pieces], { type: file.type }), file.name);
    const answer = await this.#graph.upload(`${this.#sender}/media`, form, this.#stop.signal, UPLOAD_LIMIT_MS);
    const id = mediaIdIn(answer);
    if (id === null) return uploadOutcome(answer, file.name);
    await this.#media.keep(place, id, KEPT_FOR_MS);
    return { id };
  }

  #note({ hash }: FrozenFile, outcome: SendOutcome): void {
    const forMs = outcome.outcome === 'deferred' ? (outcome.retryAfterMs ?? FAILED_FOR_MS) : REFUSED_FOR_MS;
    this.#failed.set(hash, { outcome, untilMs: Date.now() + forMs });
  }
}

async function tooLong({ name }: FrozenFile, signal: AbortSignal): Promise<SendOutcome> {
  await setTimeout(LONGEST_WAIT_MS, undefined, { signal, ref: false }).catch(() => undefined);
  return { outcome: 'deferred', code: 'media-under-way', detail: `the file ${name} is still being handed over`, retryAfterMs: NEXT_TRY_MS };
}
