import type { ApiError, CheckedSend } from './check-send.ts';

/** A template as its shop has registered it. */
export interface RegisteredTemplate {
  readonly name: string;
  readonly language: string;
  readonly category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
  readonly status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED';
  readonly bodyParameters: number;
  readonly quality_score?: { readonly score: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN' };
  readonly rejected_reason?: string;
}

const STATUS_ERRORS: Readonly<Record<RegisteredTemplate['status'], number | null>> = { APPROVED: null, PENDING: 132_001, REJECTED: 132_001, PAUSED: 132_015, DISABLED: 132_016 };

/** The templates of the account. */
export class RegisteredTemplates {
  readonly #templates = new Map<string, RegisteredTemplate>();

  add(template: RegisteredTemplate): void {
    this.#templates.set(`${template.name}/${template.language}`, template);
  }

  /** One page of all; the cursor is the place of the first that has not been told. */
  page(query: URLSearchParams): object {
    const [from, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit') ?? 25)];
    const all = [...this.#templates.values()].map(({ bodyParameters: _unshown, ...told }) => told);
    const end = Math.min(from + limit, all.length);
    return { data: all.slice(from, end), paging: { cursors: { before: String(from), after: String(end) }, ...(end < all.length ? { next: 'https://graph.example/next' } : {}) } };
  }

  /** Why a template is not sent to somebody, or null. */
  refusalOf(template: NonNullable<CheckedSend['template']>, wantsMarketing: boolean): ApiError | null {
    const registered = this.#templates.get(`${template.name}/${template.language}`);
    const code = STATUS_ERRORS[registered?.status ?? 'PENDING'];
    if (registered === undefined || code !== null) return { status: 400, code: code ?? 132_001, details: `template name (${template.name}) cannot be sent in ${template.language}` };
    if (registered.bodyParameters !== template.body.length) return { status: 400, code: 132_000, details: `body: ${template.body.length} parameters, expected ${registered.bodyParameters}` };
    return registered.category === 'MARKETING' && !wantsMarketing ? { status: 400, code: 131_050, details: 'The user has stopped marketing messages' } : null;
  }
}
