import type { WordsOf } from './page-language.ts';

/** Words of the page on which a customer confirms a yes. */
export interface ConfirmWords {
  readonly title: string;
  readonly ask: string;
  readonly button: string;
  readonly doneTitle: string;
  readonly done: string;
  /** Where the yes was taken back before it was confirmed. */
  readonly withdrawn: string;
}

export const CONFIRM_WORDS: WordsOf<ConfirmWords> = {
  en: {
    title: 'Confirm your subscription', ask: 'May we send you offers and news this way? You can say no at any time.', button: 'Yes, send me offers and news',
    doneTitle: 'Thank you', done: 'Your subscription is confirmed.', withdrawn: 'You have said no in the meantime. Nothing was changed.',
  },
  de: {
    title: 'Anmeldung bestätigen', ask: 'Dürfen wir Ihnen auf diesem Weg Angebote und Neuigkeiten senden? Sie können jederzeit Nein sagen.', button: 'Ja, Angebote und Neuigkeiten senden',
    doneTitle: 'Vielen Dank', done: 'Ihre Anmeldung ist bestätigt.', withdrawn: 'Sie haben inzwischen Nein gesagt. Es wurde nichts geändert.',
  },
  fr: {
    title: 'Confirmer votre inscription', ask: 'Pouvons-nous vous envoyer des offres et des nouvelles par ce moyen ? Vous pouvez refuser à tout moment.', button: 'Oui, envoyez-moi offres et nouvelles',
    doneTitle: 'Merci', done: 'Votre inscription est confirmée.', withdrawn: 'Vous avez refusé entre-temps. Rien n’a été changé.',
  },
  es: {
    title: 'Confirme su suscripción', ask: '¿Podemos enviarle ofertas y novedades por este medio? Puede decir que no en cualquier momento.', button: 'Sí, envíenme ofertas y novedades',
    doneTitle: 'Gracias', done: 'Su suscripción está confirmada.', withdrawn: 'Entretanto ha dicho que no. No se ha cambiado nada.',
  },
  it: {
    title: 'Conferma la tua iscrizione', ask: 'Possiamo inviarti offerte e novità in questo modo? Puoi dire di no in qualsiasi momento.', button: 'Sì, inviatemi offerte e novità',
    doneTitle: 'Grazie', done: 'La tua iscrizione è confermata.', withdrawn: 'Nel frattempo hai detto di no. Non è cambiato nulla.',
  },
  pt: {
    title: 'Confirme a sua inscrição', ask: 'Podemos enviar-lhe ofertas e novidades por este meio? Pode dizer não a qualquer momento.', button: 'Sim, enviem-me ofertas e novidades',
    doneTitle: 'Obrigado', done: 'A sua inscrição está confirmada.', withdrawn: 'Entretanto disse que não. Nada foi alterado.',
  },
  nl: {
    title: 'Bevestig uw aanmelding', ask: 'Mogen wij u langs deze weg aanbiedingen en nieuws sturen? U kunt altijd nee zeggen.', button: 'Ja, stuur mij aanbiedingen en nieuws',
    doneTitle: 'Dank u', done: 'Uw aanmelding is bevestigd.', withdrawn: 'U hebt intussen nee gezegd. Er is niets veranderd.',
  },
  pl: {
    title: 'Potwierdź zapis', ask: 'Czy możemy wysyłać Ci w ten sposób oferty i nowości? Możesz odmówić w każdej chwili.', button: 'Tak, wysyłajcie oferty i nowości',
    doneTitle: 'Dziękujemy', done: 'Twój zapis jest potwierdzony.', withdrawn: 'W międzyczasie odmówiono zgody. Nic nie zostało zmienione.',
  },
  ja: {
    title: '登録の確認', ask: 'この方法でお得な情報やお知らせをお送りしてもよろしいですか。いつでもお断りいただけます。', button: 'はい、受け取ります',
    doneTitle: 'ありがとうございます', done: 'ご登録が確認されました。', withdrawn: 'その後お断りいただいているため、変更はありません。',
  },
  ko: {
    title: '구독 확인', ask: '이 방법으로 혜택과 소식을 보내 드려도 될까요? 언제든지 거부하실 수 있습니다.', button: '네, 받겠습니다',
    doneTitle: '감사합니다', done: '구독이 확인되었습니다.', withdrawn: '그사이 수신을 거부하셨습니다. 변경된 것이 없습니다.',
  },
  'zh-TW': {
    title: '確認訂閱', ask: '我們可以透過此方式向您傳送優惠和消息嗎？您可以隨時拒絕。', button: '是的，請傳送給我',
    doneTitle: '謝謝', done: '您的訂閱已確認。', withdrawn: '您在此期間已拒絕，未作任何更改。',
  },
  'zh-CN': {
    title: '确认订阅', ask: '我们可以通过此渠道向您发送优惠和资讯吗？您可以随时拒绝。', button: '是的，请发送给我',
    doneTitle: '谢谢', done: '您的订阅已确认。', withdrawn: '您在此期间已拒绝，未作任何更改。',
  },
  ar: {
    title: 'تأكيد الاشتراك', ask: 'هل يمكننا أن نرسل إليك العروض والأخبار بهذه الطريقة؟ يمكنك الرفض في أي وقت.', button: 'نعم، أرسلوا لي العروض والأخبار',
    doneTitle: 'شكرًا لك', done: 'تم تأكيد اشتراكك.', withdrawn: 'لقد رفضت في هذه الأثناء. لم يتغير شيء.',
  },
};
