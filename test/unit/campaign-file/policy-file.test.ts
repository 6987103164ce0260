import { expect, test } from 'vitest';
import { parsePolicy } from '../../../src/policy-file/parse-policy.ts';
import { examplePolicy, POLICY_SOURCE, shortly } from './example-world.ts';

/** The example policy with one piece of text replaced; its faults without their lines, which move with the example. */
function faultsAfter(from: string, to: string, source = POLICY_SOURCE): readonly string[] {
  if (!source.includes(from)) throw new Error(`the example policy does not contain: ${from}`);
  const parsed = parsePolicy(source.replace(from, to), 'touchline.yaml', ['email', 'whatsapp']);
  return 'faults' in parsed ? shortly(parsed.faults).map((fault) => fault.slice(fault.indexOf(' ') + 1)) : [];
}

test.each([
  ['a currency', 'currency: GBP', 'currency: gbp', ['shop.currency: expected a currency code such as GBP, found "gbp" | did you mean GBP?']],
  ['the zone of the shop', 'time-zone: Europe/London', 'time-zone: London', ['shop.time-zone: expected an IANA time zone such as Europe/London, found "London" | did you mean "Europe/London"?']],
  ['a sender without an address', '  postal-address: 1 Example Street, Exampleton EX1 1EX, United Kingdom (example address)\n', '',
    ['sender.postal-address: the key "postal-address" is missing | add "postal-address": the postal address of the sender, in one line']],
  ['a mail address', 'from-address: no-reply@shop.example', 'from-address: Shop <no-reply@shop.example>',
    ['sender.from-address: expected a mail address such as no-reply@shop.example, found "Shop <no-reply@shop.example>" | ']],
  ['a line break in a header', 'from-name: Online Retail demo', 'from-name: "Online\\r\\nBcc: all@shop.example"', ['sender.from-name: expected the name that receivers see, found "Online··Bcc: all@shop.example" | ']],
  ['a ramp that goes down', 'languages:', 'sending: { shop.example: { warm-up: { from: 2026-12-01, per-day: [200, 100] } } }\nlanguages:',
    ['sending.shop.example.warm-up.per-day.1: fewer than on the day before | a warm-up only grows']],
  ['a day that no calendar has', 'languages:', 'sending: { shop.example: { warm-up: { from: 2026-02-30, per-day: [200] } } }\nlanguages:',
    ['sending.shop.example.warm-up.from: expected a day such as 2026-12-01, found "2026-02-30" | ']],
  ['a pace of nothing', 'languages:', 'sending: { shop.example: { at-most: { per-second: 0 } } }\nlanguages:', ['sending.shop.example.at-most.per-second: expected at least 1, found 0 | ']],
  ['limits of a domain that is written wrongly', 'languages:', 'sending: { Shop.example: {} }\nlanguages:',
    ['sending.Shop.example: expected a domain in lower case such as shop.example, found "Shop.example" | did you mean "shop.example"?']],
  ['a ceiling below the floor', 'at-risk: { gaps: 3, floor-days: 45, ceiling-days: 120 }', 'at-risk: { gaps: 3, floor-days: 45, ceiling-days: 40 }', ['silence.at-risk.ceiling-days: the ceiling is below the floor | let it be at least as large']],
  ['lapsed before at risk', 'lapsed: { gaps: 6,', 'lapsed: { gaps: 2,', ['silence.lapsed.gaps: a customer would lapse before being at risk | let it be at least as large as in at-risk']],
  ['tiers by something else', 'by: net-value', 'by: revenue', ['tier-review.by: expected net-value or margin, found "revenue" | ']],
  ['a share that does not grow', 'top: 20%', 'top: 5%', ['tiers.1.top: this tier reaches no further down than the one above it | shares are counted from the top: 5%, 20%, 50%, 100%']],
  ['customers without a tier', 'top: 100%', 'top: 90%', ['tiers.3.top: the last tier takes everyone else | write top: 100%']],
  ['two tiers of one name', 'tier: C', 'tier: B', ['tiers.2.tier: a tier "B" already stands above | give each tier its own name']],
  ['customers without a level', '    otherwise: true\n', '    when: { tier: D }\n', ['levels.3: customers who match none of these have no level | end with { level: 4, otherwise: true }']],
  ['a level by a mark that nobody has', '{ mark: [vip, core] }', '{ mark: [vip, quality] }',
    ['levels.0.when.any.0.mark.1: the shop policy has no rule for the mark "quality": nobody has it | give it one in touchline.yaml, such as marks.quality: { top: 2% }']],
  ['a tier in a level', '{ tier: [A, B] }', '{ tier: [A, E] }', ['levels.1.when.all.0.tier.1: the shop policy has no tier "E" | known: A, B, C, D']],
  ['quiet hours of no country', 'KR: "21:00-08:00"', 'Korea: "21:00-08:00"', ['quiet-hours.Korea: expected a country code, or "*" for all others, found "Korea" | two capital letters of ISO 3166, such as DE, FR or "NO"']],
  ['quiet hours without a quiet end', '"*": "21:00-08:00"', '"*": "21:00"', ['quiet-hours.*: expected local hours such as "21:00-08:00", found "21:00" | ']],
  ['a day that is wholly quiet', 'KR: "21:00-08:00"', 'KR: "00:00-24:00"', ['quiet-hours.KR: nothing could ever leave: every hour is quiet | leave an hour in which marketing may go']],
  ['a window inside the quiet hours', 'between: "09:30-11:30"', 'between: "06:00-08:00"',
    ['regions.1.language-hours.0.hours: nothing could ever leave to DE, AT, CH: nobody answers while the send window there is open | let the hours and the windows overlap',
      'send-window.tiers.A: nothing could ever leave: this window lies wholly in the quiet hours of the shop policy | move it into hours that are not quiet']],
  ['a rate of a channel that is not there', 'most-per-minute: { email: 600 }', 'most-per-minute: { emial: 600 }', ['send-window.most-per-minute.emial: unknown channel "emial" | did you mean "email"?']],
  ['a rate of nothing', 'most-per-minute: { email: 600 }', 'most-per-minute: { email: 0 }', ['send-window.most-per-minute.email: expected at least 1, found 0 | ']],
  ['a cap on a channel that is not there', 'any: 2 per 7 days', 'fax: 2 per 7 days', ['caps.per-customer.fax: unknown channel "fax" | known: any, email, whatsapp']],
  ['a segment that contains itself', 'one-order-only: { order-count: 1 }', 'one-order-only: { not: { segment: one-order-only } }',
    ['segments.one-order-only: the segment contains itself: one-order-only → one-order-only | say one of them without the others']],
  ['a country code that was taken for false', '"NO": Europe/Oslo', 'false: Europe/Oslo', ['country-zones.false: expected a country code, found "false" | two capital letters of ISO 3166, such as DE, FR or "NO"']],
  ['a zone of a country', 'Asia/Tokyo', 'Asia/Tokio', ['country-zones.JP: expected an IANA time zone such as Europe/London, found "Asia/Tokio" | did you mean "Asia/Tokyo"?']],
  ['a right that is not there', 'right: free-shipping', 'right: free-shiping', ['rights.0.right: expected a right: service-priority, free-shipping, faster-carrier, priority-dispatch, easier-returns, named-contact, early-access, recommendation-slots, found "free-shiping" | did you mean "free-shipping"?']],
  ['a right of a tier that is not there', 'for: { tier: [A, B] }', 'for: { tier: [A, E] }', ['rights.0.for.tier.1: the shop policy has no tier "E" | known: A, B, C, D']],
  ['a right of a mark that nobody has', 'for: { mark: vip }', 'for: { mark: quality }',
    ['rights.2.for.mark: the shop policy has no rule for the mark "quality": nobody has it | give it one in touchline.yaml, such as marks.quality: { top: 2% }']],
  ['a right twice for one tier', 'right: easier-returns\n    for: { tier: A }\n    days: 60', 'right: free-shipping\n    for: { tier: A }', ['rights.1.for.tier: "free-shipping" already stands above for tier A | leave one of them out']],
  ['a right without its days', '    days: 60\n', '', ['rights.1: "easier-returns" needs days | add days: 14']],
  ['days of a right that has none', 'right: easier-returns', 'right: faster-carrier', ['rights.1.days: "faster-carrier" has no days | leave days out']],
  ['a right without a title for all others', 'title: { en: free shipping, ', 'title: { ', ['rights.0.title: the title is missing in "en", the language for all others | add en: …']],
  ['a largest discount among the rights', 'right: free-shipping', 'right: largest-discount', ['rights.0.right: "largest-discount" is a rule of promotions, and stands there only | write promotions.largest-discount, by tier']],
  ['a rebate among the rights', 'right: free-shipping', 'right: rebate',
    ['rights.0.right: "rebate" is a rule of promotions, and stands there only | write an offer with tool: rebate and right: true on promotions.shelf']],
  ['a figure that is not there', 'sales-rank: { bottom: 30% }', 'sales-ranks: { bottom: 30% }', ['products.classes.2.when.sales-ranks: unknown key "sales-ranks" | did you mean "sales-rank"?']],
  ['a share of a figure beyond all', 'return-rate: { at-most: 10% }', 'return-rate: { at-most: 110% }', ['products.classes.0.when.return-rate.at-most: expected a share from 0% to 100% such as "10%", found "110%" | ']],
  ['a share of a figure without its sign', 'sales-rank: { top: 10% }', 'sales-rank: { top: 10 }', ['products.classes.0.when.sales-rank.top: expected a share from 0% to 100% such as "10%", found 10 | ']],
  ['two classes of one name', 'class: new\n', 'class: star\n', ['products.classes.1.class: a class "star" already stands above | give each class its own name', 'products.offer.0.classes.1: there is no class "new" | known: star, slow, steady', 'products.offer.1.classes.0: there is no class "new" | known: star, slow, steady', 'products.offer.2.classes.2: there is no class "new" | known: star, slow, steady']],
  ['a class without a condition', 'when: { sales-rank: { bottom: 30% } }', 'when: {}', ['products.classes.2.when: a class without a condition takes every product | name a figure such as { sales-rank: { top: 10% } }, or write otherwise: true at the end']],
  ['a class below otherwise', 'when: { sales-rank: { bottom: 30% } }', 'otherwise: true', ['products.classes.2.otherwise: the classes below "otherwise" are never reached | move it to the end']],
  ['products without a class', 'class: steady\n      otherwise: true', 'class: steady\n      when: { margin: { at-least: 10% } }', ['products.classes.3: products that match none of these have no class | end with { class: steady, otherwise: true }']],
  ['an offer of a class that is not there', 'classes: [star, new]', 'classes: [stars, new]', ['products.offer.0.classes.0: there is no class "stars" | did you mean "star"?']],
  ['a class offered twice', 'classes: [star, new]', 'classes: [star, star]', ['products.offer.0.classes.1: "star" already stands before | leave one of them out']],
  ['an offer to a tier that is not there', 'for: { tier: [A, B] }               # the', 'for: { tier: [A, E] }               # the', ['products.offer.1.for.tier.1: the shop policy has no tier "E" | known: A, B, C, D']],
  ['an offer to a stage that is not there', 'stage: [aware, interested]', 'stage: [aware, curious]', ['products.offer.0.for.stage.1: expected a stage: aware, interested, purchasing, loyal, found "curious" | ']],
  ['an offer to nobody', 'for: { stage: [aware, interested] }', 'for: {}', ['products.offer.0.for: it says of nobody | write { stage: interested }, { tier: [A, B] }, { region: overseas }, or several of them']],
  ['an offer to a region that is not there', 'for: { stage: [aware, interested] }', 'for: { region: [overseas, nordics] }', ['products.offer.0.for.region.1: the shop policy has no region "nordics" | known: british-isles, german-speaking, overseas']],
  ['two offers to the same', 'for: { tier: [A, B] }               # the', 'for: { stage: [aware, interested] }               # the', ['products.offer.1.for: a rule above is for the same customers, and this one is never looked at | leave one of them out']],
  ['customers without an offer', '- otherwise: true\n      classes: [star, steady, new, slow]', '- for: { tier: D }\n      classes: [star]', ['products.offer.2: customers who match none of these are offered no product | end with { otherwise: true, classes: [star, new, slow, steady] }']],
  ['a country of two regions', 'countries: [DE, AT, CH]', 'countries: [DE, AT, GB]', ['regions.1.countries.2: GB already belongs to the region "british-isles" | a country belongs to one region: take it out of the other']],
  ['a region of no country', 'countries: [DE, AT, CH]', 'countries: [DE, AT, Swiss]', ['regions.1.countries.2: expected a country code, found "Swiss" | two capital letters of ISO 3166, such as DE, FR or "NO"']],
  ['two regions of one name', 'region: overseas', 'region: german-speaking', ['regions.2.region: a region "german-speaking" already stands above | give each its own name']],
  ['a region without a title for all others', 'title: { en: Overseas, ', 'title: { ', ['regions.2.title: the title is missing in "en", the language for all others | add en: …']],
  ['a promotion of a region that is not on the shelf', 'promotions: [five-back, ', 'promotions: [five-bak, ', ['regions.2.promotions.0: there is no promotion "five-bak" on the shelf | did you mean "five-back"?']],
  ['a channel order for a channel that is not there', 'channels: [whatsapp, email] }', 'channels: [whatsap, email] }', ['contact-method.order.1.channels.0: unknown channel "whatsap" | did you mean "whatsapp"?']],
  ['a channel order for nobody', '{ for: { tier: [A, B] }, channels', '{ for: {}, channels', ['contact-method.order.1.for: it says of nobody | write { stage: interested }, { tier: [A, B] }, { region: overseas }, or several of them']],
  ['a channel order behind the one for all others', '{ for: { stage: [aware, interested] }, channels: [email] }', '{ otherwise: true, channels: [email] }', ['contact-method.order.0.otherwise: the rules below "otherwise" are never looked at | move it to the end']],
  ['an unknown way to confirm', 'confirmation: by-country', 'confirmation: by-mail', ['consent.confirmation: expected by-country, everyone or nobody, found "by-mail" | ']],
  ['a country whose consent is left as it is', 'opt-out-countries: ask', 'opt-out-countries: ask\n  countries: { DE: {} }', ['consent.countries.DE: it changes nothing | write mail, messengers, soft-opt-in-days or confirmation, or leave the country out']],
  ['a channel of a region that is not there', '    team: export-desk\n', '    team: export-desk\n    channels: [email, fax]\n', ['regions.2.channels.1: unknown channel "fax" | known: email, whatsapp']],
  ['a delivery that takes fewer days than none', 'delivery-days: 8-14', 'delivery-days: 14-8', ['regions.2.delivery-days: expected days from order to door such as "3-5", found "14-8" | ']],
  ['a delivery in other words', 'delivery-days: 8-14', 'delivery-days: 8 to 14 days', ['regions.2.delivery-days: expected days from order to door such as "3-5", found "8 to 14 days" | did you mean "8-14"?']],
  ['a window of a region inside the quiet hours there', '    team: export-desk\n', '    team: export-desk\n    send-window: { otherwise: { days: Mon-Fri, between: "05:00-07:00" } }\n',
    ['regions.2.send-window.otherwise: nothing could ever leave: this window lies wholly in the quiet hours of the shop policy | move it into hours that are not quiet']],
  ['language hours while the window is shut', 'hours: { days: Mon-Fri, between: "08:00-18:00" }, time-zone: Europe/Berlin', 'hours: { days: Mon-Fri, between: "08:00-18:00" }, time-zone: Pacific/Auckland',
    ['regions.1.language-hours.0.hours: nothing could ever leave to DE, AT, CH: nobody answers while the send window there is open | let the hours and the windows overlap']],
  ['a level by a region that is not there', '{ tier: [A, B] }', '{ region: nordics }', ['levels.1.when.all.0.region: the shop policy has no region "nordics" | known: british-isles, german-speaking, overseas']],
  ['a tool that is not there', 'tool: coupon', 'tool: voucher',
    ['promotions.shelf.1.tool: expected one of coupon, sample, trial, free-shipping, rebate, gift, referral, found "voucher" | known: coupon, sample, trial, free-shipping, rebate, gift, referral']],
  ['a negative budget', 'budget: [2000 GBP, 900 EUR]', 'budget: [-2000 GBP, 900 EUR]',
    ['promotions.shelf.1.budget.0: expected an amount with its currency such as "5000 GBP", found "-2000 GBP" | an amount is never below zero']],
  ['an amount without a currency', 'limit: 100', 'limit: 100\n      budget: 200',
    ['promotions.shelf.3.budget: expected an amount with its currency such as "5000 GBP", or a list [ … ], each entry an amount with its currency such as "5000 GBP", found 200 | ']],
  ['a share without a bound', '      at-most: [40 GBP, 45 EUR]\n', '', ['promotions.shelf.1.percent: a share without a bound would make every budget a guess | add at-most, such as "20 GBP"']],
  ['a share and an amount', 'amount: [5 GBP, 6 EUR]', 'amount: [5 GBP, 6 EUR]\n      percent: 10%\n      at-most: [5 GBP, 6 EUR]',
    ['promotions.shelf.2.amount: it takes off either a share or an amount | leave one of percent and amount']],
  ['a cost in a currency without a budget', 'budget: [2000 GBP, 900 EUR]', 'budget: 2000 GBP',
    ['promotions.shelf.1.budget: it may cost EUR, for which there is no budget | add an amount in EUR, or take EUR out of the cost']],
  ['a budget in a currency without a cost', 'budget: [2000 GBP, 900 EUR]', 'budget: [2000 GBP, 900 EUR, 10 USD]',
    ['promotions.shelf.1.budget: there is a budget in USD, in which it costs nothing | name its cost in USD, or take the amount out']],
  ['a currency twice', 'cost: [4 GBP, 5 EUR]', 'cost: [4 GBP, 5 GBP, 5 EUR]', ['promotions.shelf.3.cost: GBP stands here twice | one amount for each currency']],
  ['two offers of one name', 'name: lantern-sample', 'name: five-back', ['promotions.shelf.3.name: a promotion named "five-back" already stands above | give each its own name']],
  ['an offer called auto', 'name: lantern-sample', 'name: auto', ['promotions.shelf.3.name: "auto" means the whole shelf and cannot name a promotion | take another name']],
  ['a reminder before the grant', 'remind-before: 3 days', 'remind-before: 14 days', ['promotions.shelf.5.remind-before: the reminder would come before the grant | let it be shorter than valid']],
  ['a share that no tier may get', 'percent: 10%', 'percent: 20%',
    ['promotions.shelf.1.percent: no tier may be given so much: largest-discount is lower for all of them | lower it, or raise promotions.largest-discount']],
  ['a tier of the largest discount', 'largest-discount: { A: 10%,', 'largest-discount: { X: 10%,', ['promotions.largest-discount.X: the shop policy has no tier "X" | known: A, B, C, D']],
  ['a pool with a limit', 'at-most: [40 GBP, 45 EUR]', 'at-most: [40 GBP, 45 EUR]\n      codes: pool\n      limit: 5',
    ['promotions.shelf.1.limit: a pool ends with its codes | leave the limit out, and import as many codes as may be given']],
  ['a term of another tool', 'limit: 200', 'limit: 200\n      percent: 10%', ['promotions.shelf.4.percent: unknown key "percent" | it is a term of another tool']],
  ['a mark that nobody has', 'when: { order-count: { at-least: 6 } }\n\n# Local', 'when: { mark: [quality] }\n\n# Local',
    ['promotions.shelf.6.when.mark.0: the shop policy has no rule for the mark "quality": nobody has it | give it one in touchline.yaml, such as marks.quality: { top: 2% }']],
  ['a gift that is not on the shelf', 'birthday: { gift: gift-bag }', 'birthday: { gift: gift-bags }',
    ['care.birthday.gift: there is no promotion "gift-bags" on the shelf | known: free-delivery, ten-per-cent, five-back, lantern-sample, gift-bag, catalogue-trial, bring-a-friend']],
  ['a member day that some months lack', 'on: 18', 'on: 31', ['care.member-day.on: expected a day of the month from 1 to 28, a day of the year such as "06-18", or a list of them, found 31 | ']],
  ['a member day that no year has', 'on: 18', 'on: ["06-18", "02-30"]', ['care.member-day.on.1: expected a day of the year such as "06-18", found "02-30" | ']],
  ['a way that nobody knows', 'by: order-tag, tag', 'by: order-tags, tag', ['rights.0.carried-out.by: expected one of order-tag, webhook, task, found "order-tags" | did you mean "order-tag"?']],
  ['a tag that no shop would take', 'tag: free-shipping }', `tag: ${'long-'.repeat(9)} }`, ['rights.0.carried-out.tag: expected at most 40 characters, found "long-long-long-long-long-long-long-long-…" | ']],
  ['a tag that would be two', 'tag: free-shipping }', 'tag: "free,shipping" }', ['rights.0.carried-out.tag: expected a tag of 40 letters at most, without a comma, found "free,shipping" | ']],
  ['a tag without its text', 'by: order-tag, tag: free-shipping', 'by: order-tag', ['rights.0.carried-out.tag: the key "tag" is missing | add "tag": a tag of 40 letters at most, without a comma']],
  ['a task without what is to be done', 'what: choose who looks after this customer, ', '',
    ['rights.2.carried-out.what: the key "what" is missing | add "what": what to do, in one line of 200 letters at most']],
  ['a team of another spelling', 'customer, team: key-accounts', 'customer, team: Key Accounts',
    ['rights.2.carried-out.team: expected the name of a team in lower case with hyphens, such as "second-order", found "Key Accounts" | did you mean "key-accounts"?']],
  ['a tag for what comes with no order', 'by: task, what: choose who looks after this customer, team: key-accounts', 'by: order-tag, tag: vip',
    ['rights.2.carried-out.by: "named-contact" comes with no order that could be tagged | write by: webhook or by: task; a tag is for free-shipping, faster-carrier, priority-dispatch']],
  ['a webhook to nowhere', '# carried-out: { by: webhook }', 'carried-out: { by: webhook }',
    ['rights.1.carried-out.by: there is nowhere to send webhooks to | add webhooks: { url: https://… } to the policy, or write by: task']],
  ['an endpoint that anybody on the way could read', '# webhooks: { url: https:', 'webhooks: { url: http:', ['webhooks.url: http shows on the way what a webhook says | write https://…; http is for 127.0.0.1 alone']],
  ['an endpoint with a password', '# webhooks: { url: https://', 'webhooks: { url: https://me:word@',
    ['webhooks.url: a password has no place in a policy | leave name and password out: webhooks are signed with TOUCHLINE_WEBHOOK_SECRET']],
  ['a secret in the policy', '# webhooks: { url: https://shop.example/touchline }', 'webhooks: { url: https://shop.example/touchline, secret: whsec_x }', ['webhooks.secret: unknown key "secret" | known: url']],
  ['a word for unknown outcomes', 'service: list', 'service: ignore', ['unknown-outcome.service: expected resend or list, found "ignore" | ']],
])('%s is refused', (_what, from, to, faults) => {
  expect(faultsAfter(from, to)).toEqual(faults);
});

test('the example says what it means', () => {
  const policy = examplePolicy();

  expect(policy.tiers.map(({ tier, topShare }) => [tier, topShare])).toEqual([['A', 0.05], ['B', 0.2], ['C', 0.5], ['D', 1]]);
  expect(policy.care?.memberDays).toEqual(['01-18', '02-18', '03-18', '04-18', '05-18', '06-18', '07-18', '08-18', '09-18', '10-18', '11-18', '12-18']);
  expect(policy.marks).toEqual({ vip: { topShare: 0.02 }, core: { topShare: 0.02 }, quality: null });
  expect(policy.levels.map(({ level, when }) => [level, when === null])).toEqual([[1, false], [2, false], [3, false], [4, true]]);
  expect(policy.quietHours['*']).toEqual({ fromMinute: 1260, untilMinute: 480, days: 'all' });
  expect(policy.quietHours['KR']).toEqual({ fromMinute: 1260, untilMinute: 480, days: 'all' });
  expect(policy.caps).toEqual([{ count: 2, per: { unit: 'days', count: 7 }, channel: null }]);
  expect(policy.sendWindow.byTier['A']).toEqual({ days: [2, 3, 4], fromMinute: 570, untilMinute: 690 });
  expect(policy.silence).toEqual({
    newForDays: 30, atRiskGaps: 3, atRiskFloorDays: 45, atRiskCeilingDays: 120,
    lapsedGaps: 6, lapsedFloorDays: 120, lapsedCeilingDays: 270, usualGapDays: 47,
  });
});

/** The same, where nobody has to be there to answer. */
const AROUND_THE_CLOCK = POLICY_SOURCE.replace(/ {4}language-hours:.*\n.*\n/, '');

test.each(['06:00-08:01', '20:59-21:00', '00:00-24:00'])('a window of %s has a minute that is not quiet', (between) => {
  expect(faultsAfter('between: "09:30-11:30"', `between: "${between}"`, AROUND_THE_CLOCK)).toEqual([]);
});

test.each(['07:59-08:00', '21:00-24:00', '00:00-08:00'])('a window of %s has none', (between) => {
  expect(faultsAfter('between: "09:30-11:30"', `between: "${between}"`, AROUND_THE_CLOCK)).toHaveLength(1);
});

test('quiet hours may be limited to weekdays', () => {
  const parsed = parsePolicy(POLICY_SOURCE.replace('KR: "21:00-08:00"', 'KR: { between: "21:00-08:00", days: Mon-Fri }'), 'touchline.yaml');

  expect('policy' in parsed ? parsed.policy.quietHours['KR'] : null).toEqual({ fromMinute: 1260, untilMinute: 480, days: [1, 2, 3, 4, 5] });
});

const warnings = (url: string) => parsePolicy(POLICY_SOURCE.replace(/^# webhooks: .*$/m, `webhooks: { url: "${url}" }`), 'touchline.yaml').warnings.map(({ message }) => message);

test('an endpoint with a private address is warned of: only the worker knows whether it may be called', () => {
  expect(warnings('https://10.0.0.5/hook')).toEqual(['10.0.0.5 is a private address']);
  expect(['https://shop.example/hook', 'http://127.0.0.1:4500/', 'https://8.8.8.8/'].flatMap(warnings)).toEqual([]);
});

test('names and addresses of the example lie under reserved domains', () => {
  const addresses = POLICY_SOURCE.match(/[\w.-]+@[\w.-]+/g) ?? [];

  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => !address.endsWith('.example'))).toEqual([]);
});

test('tiers by margin need a usual one, for products without a known cost', () => {
  const byMargin = POLICY_SOURCE.replace('by: net-value', 'by: margin');
  expect('policy' in parsePolicy(byMargin, 'touchline.yaml', ['email', 'whatsapp'])).toBe(true);
  const parsed = parsePolicy(byMargin.replace(/ {2}margin: .*\n( {4}.*\n)+/, ''), 'touchline.yaml', ['email', 'whatsapp']);
  expect('faults' in parsed && shortly(parsed.faults).map((fault) => fault.slice(fault.indexOf(' ') + 1))).toEqual([
    'tier-review.by: nothing says what a product without a known cost counts | write promotions.margin.usual, such as 45%, or by: net-value',
  ]);
});
