import Handlebars from 'handlebars';
import type { ShownProduct } from '../../contracts/channel.ts';
import { writesFromTheRight } from './direction.ts';
import { HELPER_PARAMETERS } from './expression-check.ts';
import { createHelpers, safeUrl } from './helpers.ts';
import { type MailWords, NO_WORDS } from './mail-words.ts';
import { productContext, productsInHtml, productsInText } from './product-list.ts';
import type { RenderContext } from './render-context.ts';

const DANGEROUS_BUILT_INS = ['log', 'lookup', 'each', 'with'];

/** What one rendering knows besides the variables of the template. */
interface Surroundings {
  readonly products: readonly ShownProduct[];
  /** Where this installation answers. */
  readonly baseUrl: string;
  /** HTML, for parts that hold their whole layout. */
  readonly footer?: string;
}
export type RenderPart = (context: RenderContext, surroundings: Surroundings) => string;

interface BlockOptions {
  readonly fn?: (context: object) => string;
}

/** Compiles already checked sources of one locale; `escape` says whether the part is HTML. */
export function createEngine(locale: string, words: MailWords = NO_WORDS): (source: unknown, escape: boolean) => RenderPart {
  const engine = Handlebars.create();
  for (const name of DANGEROUS_BUILT_INS) engine.unregisterHelper(name);
  const { wordMoney, money, date, plural, t, couponInHtml, couponInText } = createHelpers({ locale, words, isolates: writesFromTheRight(locale) });
  engine.registerHelper({ money, date, plural, t });
  const knownHelpers = Object.fromEntries(Object.keys(HELPER_PARAMETERS).map((name) => [name, true]));
  return (source, escape) => {
    const options = { strict: true, knownHelpersOnly: true, knownHelpers, noEscape: !escape };
    // A string, never a syntax tree: a tree from outside would be compiled into code.
    if (typeof source !== 'string') throw new TypeError('a template source has to be text');
    const render = engine.compile<RenderContext>(source, options);
    const listed = escape ? productsInHtml : productsInText;
    return (context, { products, baseUrl, footer = '' }) => render(context, {
      allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false,
      helpers: {
        url: (target: string) => safeUrl(target, baseUrl),
        coupon: escape ? couponInHtml : couponInText,
        // Its parts are escaped one by one; what stands around them is markup of ours.
        products: ({ fn }: BlockOptions) => (fn === undefined
          ? new Handlebars.SafeString(listed(products, wordMoney))
          : products.map((product) => fn({ ...context, product: productContext(product) })).join('')),
        footer: () => new Handlebars.SafeString(footer),
      },
    });
  };
}
