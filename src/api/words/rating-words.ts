import type { WordsOf } from './page-language.ts';

/** Words of the page on which a customer says how satisfied they are with an answer. */
export interface RatingWords {
  readonly title: string;
  readonly ask: string;
  /** From one star to five. */
  readonly degrees: readonly [string, string, string, string, string];
  readonly button: string;
  readonly doneTitle: string;
  readonly done: string;
  /** Where the form was open for too long. */
  readonly stale: string;
  readonly overTitle: string;
  /** Where it is too late, or the matter is open again. */
  readonly over: string;
}

export const RATING_WORDS: WordsOf<RatingWords> = {
  en: {
    title: 'How was it?', ask: 'How satisfied are you with our answer?', degrees: ['not at all', 'little', 'somewhat', 'satisfied', 'very satisfied'], button: 'Send my answer',
    doneTitle: 'Thank you', done: 'We have your answer, and it is read.', stale: 'This page has been open for too long. Please send your answer once more.',
    overTitle: 'This question is over', over: 'It was asked too long ago, or we are looking into the matter again. Nothing was changed.',
  },
  de: {
    title: 'Wie war es?', ask: 'Wie zufrieden sind Sie mit unserer Antwort?', degrees: ['gar nicht', 'wenig', 'einigermaßen', 'zufrieden', 'sehr zufrieden'], button: 'Antwort senden',
    doneTitle: 'Vielen Dank', done: 'Ihre Antwort ist bei uns, und sie wird gelesen.', stale: 'Diese Seite war zu lange offen. Bitte senden Sie Ihre Antwort noch einmal.',
    overTitle: 'Diese Frage ist vorbei', over: 'Sie wurde vor zu langer Zeit gestellt, oder wir sehen uns die Sache noch einmal an. Es wurde nichts geändert.',
  },
  fr: {
    title: 'Comment était-ce ?', ask: 'Êtes-vous satisfait de notre réponse ?', degrees: ['pas du tout', 'peu', 'moyennement', 'satisfait', 'très satisfait'], button: 'Envoyer ma réponse',
    doneTitle: 'Merci', done: 'Nous avons votre réponse, et elle est lue.', stale: 'Cette page est restée ouverte trop longtemps. Veuillez envoyer votre réponse encore une fois.',
    overTitle: 'Cette question est close', over: 'Elle a été posée il y a trop longtemps, ou nous examinons l’affaire à nouveau. Rien n’a été changé.',
  },
  es: {
    title: '¿Qué tal fue?', ask: '¿Está satisfecho con nuestra respuesta?', degrees: ['nada', 'poco', 'regular', 'satisfecho', 'muy satisfecho'], button: 'Enviar mi respuesta',
    doneTitle: 'Gracias', done: 'Tenemos su respuesta y alguien la lee.', stale: 'Esta página ha estado abierta demasiado tiempo. Envíe su respuesta otra vez, por favor.',
    overTitle: 'Esta pregunta ha terminado', over: 'Se hizo hace demasiado tiempo, o estamos revisando el asunto de nuevo. No se ha cambiado nada.',
  },
  it: {
    title: 'Com’è andata?', ask: 'È soddisfatto della nostra risposta?', degrees: ['per niente', 'poco', 'abbastanza', 'soddisfatto', 'molto soddisfatto'], button: 'Invia la risposta',
    doneTitle: 'Grazie', done: 'Abbiamo la sua risposta, e qualcuno la legge.', stale: 'Questa pagina è rimasta aperta troppo a lungo. Invii di nuovo la risposta, per favore.',
    overTitle: 'Questa domanda è chiusa', over: 'È stata posta troppo tempo fa, oppure stiamo riesaminando la questione. Non è cambiato nulla.',
  },
  pt: {
    title: 'Como foi?', ask: 'Está satisfeito com a nossa resposta?', degrees: ['nada', 'pouco', 'mais ou menos', 'satisfeito', 'muito satisfeito'], button: 'Enviar a resposta',
    doneTitle: 'Obrigado', done: 'Temos a sua resposta, e alguém a lê.', stale: 'Esta página esteve aberta demasiado tempo. Envie a resposta mais uma vez, por favor.',
    overTitle: 'Esta pergunta terminou', over: 'Foi feita há demasiado tempo, ou estamos a rever o assunto. Nada foi alterado.',
  },
  nl: {
    title: 'Hoe was het?', ask: 'Hoe tevreden bent u met ons antwoord?', degrees: ['helemaal niet', 'weinig', 'redelijk', 'tevreden', 'zeer tevreden'], button: 'Antwoord versturen',
    doneTitle: 'Dank u', done: 'Wij hebben uw antwoord, en het wordt gelezen.', stale: 'Deze pagina stond te lang open. Stuur uw antwoord nog een keer, alstublieft.',
    overTitle: 'Deze vraag is voorbij', over: 'Hij is te lang geleden gesteld, of wij kijken opnieuw naar de zaak. Er is niets veranderd.',
  },
  pl: {
    title: 'Jak było?', ask: 'Czy są Państwo zadowoleni z naszej odpowiedzi?', degrees: ['wcale', 'mało', 'średnio', 'zadowolony', 'bardzo zadowolony'], button: 'Wyślij odpowiedź',
    doneTitle: 'Dziękujemy', done: 'Mamy Twoją odpowiedź i ktoś ją czyta.', stale: 'Ta strona była otwarta zbyt długo. Prosimy wysłać odpowiedź jeszcze raz.',
    overTitle: 'To pytanie jest zamknięte', over: 'Zadano je zbyt dawno albo ponownie zajmujemy się sprawą. Nic nie zostało zmienione.',
  },
  ja: {
    title: 'いかがでしたか', ask: '当店の回答にご満足いただけましたか。', degrees: ['まったく不満', 'やや不満', 'ふつう', '満足', 'とても満足'], button: '回答を送信する',
    doneTitle: 'ありがとうございます', done: 'ご回答を受け取りました。担当者が拝見します。', stale: 'このページが長く開かれていました。もう一度ご回答を送信してください。',
    overTitle: 'この質問は終了しました', over: 'お尋ねしてから時間が経ちすぎたか、件を改めて調べています。変更はありません。',
  },
  ko: {
    title: '어떠셨나요?', ask: '저희 답변에 만족하셨나요?', degrees: ['전혀 아님', '조금', '보통', '만족', '매우 만족'], button: '답변 보내기',
    doneTitle: '감사합니다', done: '답변을 받았으며 담당자가 읽습니다.', stale: '이 페이지가 너무 오래 열려 있었습니다. 답변을 다시 보내 주세요.',
    overTitle: '이 질문은 끝났습니다', over: '질문드린 지 너무 오래되었거나 다시 살펴보고 있습니다. 변경된 것이 없습니다.',
  },
  'zh-TW': {
    title: '感覺如何？', ask: '您對我們的答覆滿意嗎？', degrees: ['非常不滿意', '不太滿意', '一般', '滿意', '非常滿意'], button: '送出回答',
    doneTitle: '謝謝', done: '我們已收到您的回答，並會有專人閱讀。', stale: '此頁面開啟時間過長，請再送出一次。',
    overTitle: '此問題已結束', over: '提問時間已過太久，或我們正在重新處理此事。未作任何更改。',
  },
  'zh-CN': {
    title: '感觉如何？', ask: '您对我们的答复满意吗？', degrees: ['非常不满意', '不太满意', '一般', '满意', '非常满意'], button: '提交回答',
    doneTitle: '谢谢', done: '我们已收到您的回答，并会有专人阅读。', stale: '此页面打开时间过长，请再提交一次。',
    overTitle: '此问题已结束', over: '提问时间已过太久，或我们正在重新处理此事。未作任何更改。',
  },
  ar: {
    title: 'كيف كان الأمر؟', ask: 'ما مدى رضاك عن إجابتنا؟', degrees: ['غير راضٍ إطلاقًا', 'غير راضٍ', 'متوسط', 'راضٍ', 'راضٍ جدًا'], button: 'إرسال إجابتي',
    doneTitle: 'شكرًا لك', done: 'وصلتنا إجابتك وسيقرؤها أحدنا.', stale: 'بقيت هذه الصفحة مفتوحة طويلًا. يُرجى إرسال إجابتك مرة أخرى.',
    overTitle: 'انتهى هذا السؤال', over: 'طُرح منذ وقت طويل، أو أننا ننظر في الأمر من جديد. لم يتغير شيء.',
  },
};
