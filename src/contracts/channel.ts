import type { StaffNote } from './staff-note.ts';
import type { NewsSource } from './channel-news.ts';
import type { ProductReview } from './product-import.ts';
import type { ContactPointId, MessageId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { MessagePrice } from '../domain/message-cost.ts';
import type { ChannelRule } from '../domain/channel-choice.ts';
import type { ShopLanguages } from '../domain/locale-chain.ts';

/** A template as its author wrote it, per channel; the keys are the channel's own parts (subject, html, text …). */
export type TemplateContent = Readonly<Record<string, string>>;

/** A product as a template may show it: what the shop's product list says, and nothing that it does not. */
export interface ShownProduct {
  readonly title: string;
  /** 1/10,000 units of the currency. */
  readonly price: number | null;
  readonly currency: string;
  readonly url: string | null;
  readonly picture: string | null;
  readonly review: ProductReview | null;
}

/** A template in one locale as it is frozen: known by the hash of its content. */
export interface FrozenContent {
  readonly hash: string;
  readonly channel: string;
  readonly name: string;
  readonly locale: string;
  readonly content: TemplateContent;
  /** http(s) targets in the order of their index. */
  readonly links: readonly string[];
}

type RenderValue = string | number | boolean | null;

/** Data that a template may name. Strings are plain text; the channel escapes them for their place. */
export type RenderData = Readonly<Record<string, RenderValue | Readonly<Record<string, RenderValue | readonly ShownProduct[]>>>>;

export interface TemplateFault {
  readonly part: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly suggestion: string | null;
}

/** A refusal to compile: everything that is wrong, in the order of the parts. */
export interface TemplateFaults {
  readonly faults: readonly TemplateFault[];
}

/** A file that the templates of a channel share; it stands in a folder beside them. */
export interface SharedFile {
  readonly folder: string;
  /** Its file name without the ending. */
  readonly name: string;
  readonly ending: string;
  /** As faults name it. */
  readonly file: string;
  readonly text: string;
}

/** A fault in a part of a template, or in a shared file. */
export interface AssemblyFault extends TemplateFault {
  /** Null: in the template's own part. */
  readonly file: string | null;
}

/** A template with everything in it that it shares with others, so that what is frozen needs no other file. */
export interface AssembledTemplate {
  readonly content: TemplateContent;
  readonly layout: string | null;
  /** What may be published and should be better. */
  readonly advice: readonly string[];
}

/** Puts what templates share into each of them. */
export interface TemplateAssembler {
  /** Of the shared files by themselves. */
  readonly faults: readonly AssemblyFault[];
  assemble(content: TemplateContent, locale: string, languages: ShopLanguages): Promise<AssembledTemplate | { readonly faults: readonly AssemblyFault[] }>;
}

/** How the templates of a channel share layouts, partials and words. */
export interface TemplateAssembly {
  /** Folders beside the templates, and how the files in them end. */
  readonly folders: Readonly<Record<string, readonly string[]>>;
  open(files: readonly SharedFile[]): Promise<TemplateAssembler>;
}

/** A file that lies beside a template and goes out with it, as the template names it. */
export interface NamedFile {
  readonly name: string;
  /** What it goes out as, in the channel's words. */
  readonly use: string;
  readonly part: string;
  readonly line: number;
  readonly column: number;
}

/** Such a file as it is frozen with its template: by its content. */
export interface FrozenFile {
  readonly name: string;
  /** SHA-256 of its bytes, in hex. */
  readonly hash: string;
  /** As `image/jpeg`. */
  readonly type: string;
  readonly sizeBytes: number;
}

/** The part of a frozen template's content that says which files go with it: FrozenFile by name, as JSON. No file of the folder is this part. */
export const FILES_PART = 'files';

/** What files may lie beside the templates of a channel. */
export interface FilesBeside {
  /** How their names end. */
  readonly endings: readonly string[];
  /** Those that a template names, each where it does; of a template that cannot be read, none. */
  named(content: TemplateContent, locale: string): readonly NamedFile[];
  /** The type of a file by its size and first bytes, or why it cannot go out as what it is named for. */
  judge(file: NamedFile, sizeBytes: number, head: Uint8Array): { readonly type: string } | { readonly message: string; readonly suggestion: string | null };
}

/** Everything one send needs; built by the activity after the claim, never stored in history. */
export interface Outgoing {
  readonly messageId: MessageId;
  readonly contactPoint: ContactPointId;
  readonly address: string;
  readonly displayName: string | null;
  readonly locale: string;
  readonly templateHash: string;
  readonly data: RenderData;
  readonly links: OutgoingLinks;
  readonly sender: Sender;
  readonly returnAddresses: ReturnAddresses;
  readonly purpose: 'marketing' | 'service';
  readonly campaign: string;
  /** The mark that a law wants at the head of marketing; absent: none. */
  readonly label?: MarketingLabel;
  /** The receiver has written lately: where the channel otherwise wants a template that the provider has approved, free words may be sent. */
  readonly freeWords?: boolean;
  /** By what the receiver can be written to, on a channel that they have to open first; null: they have not. */
  readonly reference?: Readonly<Record<string, unknown>> | null;
  /** The marketplace whose own messages have to carry it; absent or null: the channel's own way. */
  readonly marketplace?: string | null;
  /** Domain time from which on nobody needs it any more; absent: it stays. */
  readonly goodUntilMs?: EpochMs;
}

/** A word such as `(광고)`, first in the subject; `isInBody`: first in the text as well. */
export interface MarketingLabel {
  readonly text: string;
  readonly isInBody: boolean;
}

/** Where this one message's bounces and answers come to, each naming it by a signed token; null: to the sender's own addresses. */
export interface ReturnAddresses {
  readonly bounce: string | null;
  readonly reply: string | null;
}

/** Signed addresses made for this one message. */
export interface OutgoingLinks {
  /** Where this installation answers, with no slash at its end: all of them begin with it. */
  readonly baseUrl: string;
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
  /** Where a yes that this message asks about is confirmed. */
  readonly confirmUrl: string;
  /** Where the customer is invited to a channel that they have to open first; absent: they are not. */
  readonly invitationUrl?: string;
  /** Where the reader says how satisfied they are, with so many of five stars chosen beforehand. */
  readonly rateUrl: (stars: number) => string;
  /** Redirect for the n-th link of the template. */
  readonly redirectUrl: (linkIndex: number) => string;
  /** A picture that tells of the opening; absent: this receiver's opens are not noticed. */
  readonly openUrl?: string;
}

export interface Sender {
  readonly legalName: string;
  readonly postalAddress: string;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly replyTo: string;
  readonly domain: string;
}

/**
 * What one attempt came to. Only an answer of the provider is certain; everything else is unknown. `optedOut`: the person has told the provider to let no marketing through; `recipientRests`: it lets none through to them for a while.
 * `addressInTrouble`: the answer speaks of the address, which is not dead; it is counted when the message does not arrive.
 * `senderHalted`: nothing of the sender is taken until somebody sees to it.
 * `awaitsNews`: nothing went wrong, whoever carries it tells later what became of it, and until then it does not leave again.
 */
export type SendOutcome =
  | { readonly outcome: 'accepted'; readonly providerId: string | null; readonly detail: string }
  | { readonly outcome: 'refused'; readonly code: string; readonly detail: string; readonly addressIsDead: boolean; readonly addressInTrouble?: true; readonly optedOut?: true; readonly recipientRests?: true }
  | { readonly outcome: 'deferred'; readonly code: string; readonly detail: string; readonly retryAfterMs: number | null; readonly addressInTrouble?: true; readonly recipientRests?: true; readonly senderHalted?: true }
  | { readonly outcome: 'unknown'; readonly code: string; readonly detail: string; readonly awaitsNews?: true };

/** A template that the provider has to approve, by the name and language under which it is registered there. */
export interface RegisteredName {
  readonly name: string;
  readonly locale: string;
}

/** How one stands at the provider. */
export interface ProviderTemplate extends RegisteredName {
  readonly status: 'approved' | 'pending' | 'paused' | 'rejected' | 'disabled';
  readonly detail: string;
  readonly category: string | null;
  readonly quality: string | null;
}

/** A compiled template: rendering is pure, so that preview, tests and the send share it. */
export interface CompiledTemplate {
  readonly hash: string;
  /** http(s) targets in the order of their index. */
  readonly links: readonly string[];
  /** What it fills at the provider; absent: it needs nobody's approval. */
  readonly registered?: RegisteredName;
  /** What the provider charges it as. */
  readonly category?: string;
  /** Words of our own stand beside it, for while a window is open. */
  readonly hasWords?: true;
  /** It names `invitationUrl`. */
  readonly invites?: boolean;
  /** It says words of our own only: it may be sent while a window is open, and not at all otherwise. */
  readonly wordsOnly?: true;
  /** Throws a RangeError that names the variable when the data lacks one the template needs. */
  render(data: RenderData, links: OutgoingLinks, sender: Sender): Rendered;
}
export type Rendered = Readonly<Record<string, string>>;

/** How somebody opens a channel by an invitation. */
export interface ChannelInvitation {
  /** What people call the program in which they do. */
  readonly app: string;
  /** Opens it there, with what tells who they are typed already. */
  readonly linkOf: (token: string) => string;
}

/** One shelf entry: a channel declares its differences as data and owns its whole protocol. */
export interface Channel {
  readonly name: string;
  readonly title: string;
  readonly rule: ChannelRule;
  /** How close it comes to its reader: it waits in a mailbox, or rings in a pocket. Laws about hours tell them apart. */
  readonly reach: 'mailbox' | 'pocket';
  /** A picture in its messages can tell that they are opened, where the receiver allows it. */
  readonly showsOpens?: true;
  /** A template of nothing but words of the staff (`words.subject`, `words.text`): what people write is sent by it. */
  readonly staffWords: TemplateContent;
  /** Temporal task queues of single touches and of pages. */
  readonly taskQueue: string;
  readonly bulkTaskQueue: string;
  /** Files of one locale of a template: part name → file ending. */
  readonly templateParts: Readonly<Record<string, { readonly ending: string; readonly required: boolean }>>;
  /** What its templates share; absent: each stands alone. */
  readonly assembly?: TemplateAssembly;
  /** Pictures and documents that go with a template; absent: none do. */
  readonly files?: FilesBeside;
  /**
   * Compiles one locale of a template strictly; answers all faults at once. The locale chooses footer words,
   * formats of money and dates, and the direction of writing.
   */
  compile(content: TemplateContent, hash: string, locale: string): CompiledTemplate | TemplateFaults;
  /** What was rendered, with the mark that a law wants on marketing; absent: its messages carry none. */
  withLabel?(rendered: Rendered, label: MarketingLabel): Rendered;
  /** What a rendered text should do better, though it may leave: for authors. */
  advise?(rendered: Rendered): readonly string[];
  /** How its provider tells what became of messages and what people wrote; absent: it tells nothing by itself. */
  readonly news?: NewsSource;
  /** Where only approved templates may be sent otherwise: for so many hours after somebody wrote, free words may. Absent: there is no such rule. */
  readonly freeWordsHours?: number;
  /** Nobody can be written to who has not opened the channel: what they leave then is kept as the reference of their contact point. */
  readonly opensByReference?: true;
  /** How it is opened by whoever is invited; absent: nobody is. */
  readonly invitation?: ChannelInvitation;
  /** How its provider names the sender; absent: by the sending domain of the shop policy. */
  readonly sender?: string;
  /** No provider stands behind it: what it carries is stored in this installation for those who read it here. */
  readonly carriedHere?: true;
  /** What its provider charges for a message; absent: nothing. Throws a RangeError when the shop's own table cannot be read. */
  prices?(): readonly MessagePrice[];
  /** Opens the transport; `close` ends it. */
  open(): Promise<OpenChannel>;
}

export interface OpenChannel {
  send(outgoing: Outgoing, template: CompiledTemplate, signal: AbortSignal): Promise<SendOutcome>;
  /** Tells somebody of the staff something; absent: it reaches customers only. */
  tell?(note: StaffNote, signal: AbortSignal): Promise<SendOutcome>;
  /** All templates that are registered at the provider; null: they cannot be read now. Absent: it registers none. */
  templates?(signal: AbortSignal): Promise<readonly ProviderTemplate[] | null>;
  /** Answers null when the provider can be reached, else what is wrong. */
  probe(): Promise<string | null>;
  close(): Promise<void>;
}
