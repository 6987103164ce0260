import type { WordsOf } from './page-language.ts';

/** The page on which customers say what they want. Whatever stands here as a question is stored with the answer. */
export interface PreferenceWords {
  readonly title: string;
  readonly saved: string;
  /** The form is older than a day, or was not made by this page. */
  readonly stale: string;
  readonly noSuchDay: string;
  readonly channels: string;
  readonly channelsHint: string;
  readonly frequency: string;
  readonly frequencyAll: string;
  readonly frequencyWeekly: string;
  readonly frequencyMonthly: string;
  readonly language: string;
  readonly interests: string;
  readonly interestsHint: string;
  readonly promotions: string;
  readonly liked: string;
  readonly indifferent: string;
  readonly disliked: string;
  readonly birthday: string;
  readonly birthdayHint: string;
  readonly day: string;
  readonly month: string;
  readonly tracking: string;
  readonly trackingHint: string;
  readonly save: string;
  readonly everywhere: string;
  readonly everywhereButton: string;
  readonly everywhereDone: string;
}

export const PREFERENCE_WORDS: WordsOf<PreferenceWords> = {
  en: {
    title: 'Your preferences', saved: 'Saved.', stale: 'This page was open for too long. Nothing was saved: please choose again.', noSuchDay: 'There is no such day. Everything else was saved.',
    channels: 'Where may we send you offers and news?', channelsHint: 'Messages about your orders reach you in any case.',
    frequency: 'How often at most?', frequencyAll: 'Whenever there is something', frequencyWeekly: 'Once a week', frequencyMonthly: 'Once a month',
    language: 'Which language shall we write in?', interests: 'What are you interested in?', interestsHint: 'We show you these first.',
    promotions: 'Which kinds of offers do you like?', liked: 'I like it', indifferent: 'No matter', disliked: 'No, thanks',
    birthday: 'When is your birthday?', birthdayHint: 'Day and month are enough.', day: 'Day', month: 'Month',
    tracking: 'You may notice whether I open your e-mails.', trackingHint: 'A tiny picture in the e-mail tells us. Without your yes there is none.',
    save: 'Save', everywhere: 'Or would you rather have none of it?', everywhereButton: 'Stop all offers and news', everywhereDone: 'We will send you no more offers and news, on no channel.',
  },
  de: {
    title: 'Ihre Einstellungen', saved: 'Gespeichert.', stale: 'Diese Seite war zu lange offen. Nichts wurde gespeichert: Bitte wählen Sie noch einmal.', noSuchDay: 'Diesen Tag gibt es nicht. Alles andere wurde gespeichert.',
    channels: 'Wohin dürfen wir Ihnen Angebote und Neuigkeiten senden?', channelsHint: 'Nachrichten zu Ihren Bestellungen erreichen Sie in jedem Fall.',
    frequency: 'Wie oft höchstens?', frequencyAll: 'Immer wenn es etwas gibt', frequencyWeekly: 'Einmal in der Woche', frequencyMonthly: 'Einmal im Monat',
    language: 'In welcher Sprache sollen wir schreiben?', interests: 'Was interessiert Sie?', interestsHint: 'Das zeigen wir Ihnen zuerst.',
    promotions: 'Welche Arten von Angeboten mögen Sie?', liked: 'Mag ich', indifferent: 'Egal', disliked: 'Nein, danke',
    birthday: 'Wann haben Sie Geburtstag?', birthdayHint: 'Tag und Monat genügen.', day: 'Tag', month: 'Monat',
    tracking: 'Sie dürfen bemerken, ob ich Ihre E-Mails öffne.', trackingHint: 'Ein winziges Bild in der E-Mail sagt es uns. Ohne Ihr Ja gibt es keines.',
    save: 'Speichern', everywhere: 'Oder möchten Sie lieber gar nichts davon?', everywhereButton: 'Alle Angebote und Neuigkeiten beenden', everywhereDone: 'Wir senden Ihnen auf keinem Kanal mehr Angebote und Neuigkeiten.',
  },
  fr: {
    title: 'Vos préférences', saved: 'Enregistré.', stale: 'Cette page est restée ouverte trop longtemps. Rien n’a été enregistré : veuillez choisir à nouveau.', noSuchDay: 'Ce jour n’existe pas. Tout le reste a été enregistré.',
    channels: 'Où pouvons-nous vous envoyer des offres et des nouvelles ?', channelsHint: 'Les messages concernant vos commandes vous parviennent dans tous les cas.',
    frequency: 'À quelle fréquence au plus ?', frequencyAll: 'Dès qu’il y a du nouveau', frequencyWeekly: 'Une fois par semaine', frequencyMonthly: 'Une fois par mois',
    language: 'Dans quelle langue devons-nous écrire ?', interests: 'Qu’est-ce qui vous intéresse ?', interestsHint: 'Nous vous le montrons en premier.',
    promotions: 'Quels types d’offres aimez-vous ?', liked: 'J’aime', indifferent: 'Peu importe', disliked: 'Non merci',
    birthday: 'Quand est votre anniversaire ?', birthdayHint: 'Le jour et le mois suffisent.', day: 'Jour', month: 'Mois',
    tracking: 'Vous pouvez savoir si j’ouvre vos e-mails.', trackingHint: 'Une minuscule image dans l’e-mail nous l’indique. Sans votre accord, il n’y en a pas.',
    save: 'Enregistrer', everywhere: 'Ou préférez-vous ne rien recevoir du tout ?', everywhereButton: 'Arrêter toutes les offres et nouvelles', everywhereDone: 'Nous ne vous enverrons plus d’offres ni de nouvelles, par aucun moyen.',
  },
  es: {
    title: 'Sus preferencias', saved: 'Guardado.', stale: 'Esta página estuvo abierta demasiado tiempo. No se ha guardado nada: elija de nuevo, por favor.', noSuchDay: 'Ese día no existe. Todo lo demás se ha guardado.',
    channels: '¿Por dónde podemos enviarle ofertas y novedades?', channelsHint: 'Los mensajes sobre sus pedidos le llegan en cualquier caso.',
    frequency: '¿Con qué frecuencia como máximo?', frequencyAll: 'Siempre que haya algo', frequencyWeekly: 'Una vez por semana', frequencyMonthly: 'Una vez al mes',
    language: '¿En qué idioma debemos escribirle?', interests: '¿Qué le interesa?', interestsHint: 'Se lo mostramos primero.',
    promotions: '¿Qué tipos de ofertas le gustan?', liked: 'Me gusta', indifferent: 'Me da igual', disliked: 'No, gracias',
    birthday: '¿Cuándo es su cumpleaños?', birthdayHint: 'Bastan el día y el mes.', day: 'Día', month: 'Mes',
    tracking: 'Pueden saber si abro sus correos.', trackingHint: 'Una imagen diminuta en el correo nos lo indica. Sin su sí, no la hay.',
    save: 'Guardar', everywhere: '¿O prefiere no recibir nada de esto?', everywhereButton: 'Detener todas las ofertas y novedades', everywhereDone: 'Ya no le enviaremos ofertas ni novedades por ningún canal.',
  },
  it: {
    title: 'Le sue preferenze', saved: 'Salvato.', stale: 'Questa pagina è rimasta aperta troppo a lungo. Non è stato salvato nulla: scelga di nuovo.', noSuchDay: 'Questo giorno non esiste. Tutto il resto è stato salvato.',
    channels: 'Dove possiamo inviarle offerte e novità?', channelsHint: 'I messaggi sui suoi ordini la raggiungono in ogni caso.',
    frequency: 'Quanto spesso al massimo?', frequencyAll: 'Ogni volta che c’è qualcosa', frequencyWeekly: 'Una volta alla settimana', frequencyMonthly: 'Una volta al mese',
    language: 'In quale lingua dobbiamo scriverle?', interests: 'Che cosa le interessa?', interestsHint: 'Glielo mostriamo per primo.',
    promotions: 'Quali tipi di offerte le piacciono?', liked: 'Mi piace', indifferent: 'Indifferente', disliked: 'No, grazie',
    birthday: 'Quando è il suo compleanno?', birthdayHint: 'Bastano giorno e mese.', day: 'Giorno', month: 'Mese',
    tracking: 'Potete notare se apro le vostre e-mail.', trackingHint: 'Ce lo dice una minuscola immagine nell’e-mail. Senza il suo sì non c’è.',
    save: 'Salva', everywhere: 'O preferisce non ricevere nulla di tutto ciò?', everywhereButton: 'Interrompi tutte le offerte e novità', everywhereDone: 'Non le invieremo più offerte e novità su nessun canale.',
  },
  pt: {
    title: 'As suas preferências', saved: 'Guardado.', stale: 'Esta página esteve aberta demasiado tempo. Nada foi guardado: escolha novamente, por favor.', noSuchDay: 'Esse dia não existe. Tudo o resto foi guardado.',
    channels: 'Para onde podemos enviar-lhe ofertas e novidades?', channelsHint: 'As mensagens sobre as suas encomendas chegam sempre.',
    frequency: 'Com que frequência, no máximo?', frequencyAll: 'Sempre que houver algo', frequencyWeekly: 'Uma vez por semana', frequencyMonthly: 'Uma vez por mês',
    language: 'Em que língua devemos escrever?', interests: 'O que lhe interessa?', interestsHint: 'Mostramos-lhe isso primeiro.',
    promotions: 'De que tipos de ofertas gosta?', liked: 'Gosto', indifferent: 'Tanto faz', disliked: 'Não, obrigado',
    birthday: 'Quando faz anos?', birthdayHint: 'Bastam o dia e o mês.', day: 'Dia', month: 'Mês',
    tracking: 'Podem saber se abro os vossos e-mails.', trackingHint: 'Uma imagem minúscula no e-mail diz-nos isso. Sem o seu sim, não existe.',
    save: 'Guardar', everywhere: 'Ou prefere não receber nada disto?', everywhereButton: 'Parar todas as ofertas e novidades', everywhereDone: 'Não lhe enviaremos mais ofertas e novidades por nenhum canal.',
  },
  nl: {
    title: 'Uw voorkeuren', saved: 'Opgeslagen.', stale: 'Deze pagina stond te lang open. Er is niets opgeslagen: kies alstublieft opnieuw.', noSuchDay: 'Die dag bestaat niet. Al het andere is opgeslagen.',
    channels: 'Waar mogen wij u aanbiedingen en nieuws sturen?', channelsHint: 'Berichten over uw bestellingen krijgt u in elk geval.',
    frequency: 'Hoe vaak hoogstens?', frequencyAll: 'Wanneer er iets is', frequencyWeekly: 'Eén keer per week', frequencyMonthly: 'Eén keer per maand',
    language: 'In welke taal zullen wij schrijven?', interests: 'Wat interesseert u?', interestsHint: 'Dat laten wij u het eerst zien.',
    promotions: 'Welke soorten aanbiedingen vindt u leuk?', liked: 'Leuk', indifferent: 'Maakt niet uit', disliked: 'Nee, bedankt',
    birthday: 'Wanneer bent u jarig?', birthdayHint: 'Dag en maand zijn genoeg.', day: 'Dag', month: 'Maand',
    tracking: 'U mag zien of ik uw e-mails open.', trackingHint: 'Een piepklein plaatje in de e-mail vertelt het ons. Zonder uw ja is het er niet.',
    save: 'Opslaan', everywhere: 'Of wilt u hier liever niets van?', everywhereButton: 'Alle aanbiedingen en nieuws stoppen', everywhereDone: 'Wij sturen u via geen enkel kanaal nog aanbiedingen en nieuws.',
  },
  pl: {
    title: 'Państwa preferencje', saved: 'Zapisano.', stale: 'Ta strona była otwarta zbyt długo. Nic nie zapisano: prosimy wybrać ponownie.', noSuchDay: 'Nie ma takiego dnia. Wszystko inne zapisano.',
    channels: 'Dokąd możemy wysyłać oferty i nowości?', channelsHint: 'Wiadomości o zamówieniach docierają zawsze.',
    frequency: 'Jak często najwyżej?', frequencyAll: 'Zawsze, gdy coś się dzieje', frequencyWeekly: 'Raz w tygodniu', frequencyMonthly: 'Raz w miesiącu',
    language: 'W jakim języku mamy pisać?', interests: 'Co Państwa interesuje?', interestsHint: 'To pokażemy najpierw.',
    promotions: 'Jakie rodzaje ofert Państwo lubią?', liked: 'Lubię', indifferent: 'Obojętnie', disliked: 'Nie, dziękuję',
    birthday: 'Kiedy mają Państwo urodziny?', birthdayHint: 'Wystarczą dzień i miesiąc.', day: 'Dzień', month: 'Miesiąc',
    tracking: 'Mogą Państwo widzieć, czy otwieram e-maile.', trackingHint: 'Mówi nam o tym maleńki obrazek w e-mailu. Bez Państwa zgody go nie ma.',
    save: 'Zapisz', everywhere: 'A może nie chcą Państwo niczego z tego?', everywhereButton: 'Zakończ wszystkie oferty i nowości', everywhereDone: 'Nie będziemy już wysyłać ofert ani nowości żadnym kanałem.',
  },
  ja: {
    title: '受信設定', saved: '保存しました。', stale: 'このページは長時間開かれたままでした。何も保存されていません。もう一度お選びください。', noSuchDay: 'その日付は存在しません。ほかの内容は保存しました。',
    channels: 'お得な情報やお知らせをどこにお送りしてよろしいですか。', channelsHint: 'ご注文に関する連絡は必ずお送りします。',
    frequency: '多くてどのくらいの頻度がよろしいですか。', frequencyAll: '情報があるたびに', frequencyWeekly: '週に1回まで', frequencyMonthly: '月に1回まで',
    language: 'どの言語でお送りしますか。', interests: '何に興味がありますか。', interestsHint: 'これらを優先してご紹介します。',
    promotions: 'どのような特典がお好みですか。', liked: '好き', indifferent: 'どちらでも', disliked: '不要',
    birthday: 'お誕生日はいつですか。', birthdayHint: '月と日だけで結構です。', day: '日', month: '月',
    tracking: 'メールを開いたかどうかを把握してもかまいません。', trackingHint: 'メール内のごく小さな画像で分かります。同意がなければ画像は入りません。',
    save: '保存', everywhere: 'すべて不要ですか。', everywhereButton: 'すべての情報配信を停止する', everywhereDone: '今後どのチャネルでもお得な情報やお知らせをお送りしません。',
  },
  ko: {
    title: '수신 설정', saved: '저장되었습니다.', stale: '이 페이지가 너무 오래 열려 있었습니다. 저장된 것이 없으니 다시 선택해 주세요.', noSuchDay: '없는 날짜입니다. 나머지는 모두 저장되었습니다.',
    channels: '혜택과 소식을 어디로 보내 드릴까요?', channelsHint: '주문 관련 안내는 항상 보내 드립니다.',
    frequency: '최대 얼마나 자주 받으시겠어요?', frequencyAll: '소식이 있을 때마다', frequencyWeekly: '일주일에 한 번', frequencyMonthly: '한 달에 한 번',
    language: '어떤 언어로 보내 드릴까요?', interests: '무엇에 관심이 있으신가요?', interestsHint: '관심 있는 것을 먼저 보여 드립니다.',
    promotions: '어떤 종류의 혜택을 좋아하시나요?', liked: '좋아요', indifferent: '상관없음', disliked: '원하지 않음',
    birthday: '생일은 언제인가요?', birthdayHint: '월과 일만 알려 주시면 됩니다.', day: '일', month: '월',
    tracking: '제가 이메일을 여는지 확인해도 됩니다.', trackingHint: '이메일 속 아주 작은 이미지로 알 수 있습니다. 동의하지 않으시면 넣지 않습니다.',
    save: '저장', everywhere: '아무것도 받고 싶지 않으신가요?', everywhereButton: '모든 혜택과 소식 중지', everywhereDone: '앞으로 어떤 채널로도 혜택과 소식을 보내지 않습니다.',
  },
  'zh-CN': {
    title: '您的偏好', saved: '已保存。', stale: '此页面打开时间过长，未保存任何内容，请重新选择。', noSuchDay: '没有这一天。其他内容已保存。',
    channels: '我们可以通过哪些渠道向您发送优惠和资讯？', channelsHint: '与订单有关的通知始终会发送给您。',
    frequency: '最多多久一次？', frequencyAll: '有消息就发', frequencyWeekly: '每周一次', frequencyMonthly: '每月一次',
    language: '您希望我们使用哪种语言？', interests: '您对什么感兴趣？', interestsHint: '我们会优先为您展示这些。',
    promotions: '您喜欢哪些优惠形式？', liked: '喜欢', indifferent: '无所谓', disliked: '不需要',
    birthday: '您的生日是哪天？', birthdayHint: '只需月和日。', day: '日', month: '月',
    tracking: '可以了解我是否打开了邮件。', trackingHint: '邮件中的一张微小图片会告诉我们。未经您同意则不会放置。',
    save: '保存', everywhere: '还是都不想收到？', everywhereButton: '停止全部优惠和资讯', everywhereDone: '我们不会再通过任何渠道向您发送优惠和资讯。',
  },
  'zh-TW': {
    title: '您的偏好設定', saved: '已儲存。', stale: '此頁面開啟時間過長，未儲存任何內容，請重新選擇。', noSuchDay: '沒有這一天。其他內容已儲存。',
    channels: '我們可以透過哪些管道向您發送優惠與消息？', channelsHint: '與訂單有關的通知一定會發送給您。',
    frequency: '最多多久一次？', frequencyAll: '有消息就發送', frequencyWeekly: '每週一次', frequencyMonthly: '每月一次',
    language: '您希望我們使用哪種語言？', interests: '您對什麼感興趣？', interestsHint: '我們會優先為您展示這些。',
    promotions: '您喜歡哪些優惠形式？', liked: '喜歡', indifferent: '都可以', disliked: '不需要',
    birthday: '您的生日是哪一天？', birthdayHint: '只需月與日。', day: '日', month: '月',
    tracking: '可以得知我是否開啟了郵件。', trackingHint: '郵件中的一張微小圖片會告訴我們。未經您同意則不會放置。',
    save: '儲存', everywhere: '還是全都不想收到？', everywhereButton: '停止全部優惠與消息', everywhereDone: '我們不會再透過任何管道向您發送優惠與消息。',
  },
  ar: {
    title: 'تفضيلاتك', saved: 'تم الحفظ.', stale: 'بقيت هذه الصفحة مفتوحة مدة طويلة. لم يُحفظ شيء، يُرجى الاختيار مرة أخرى.', noSuchDay: 'هذا اليوم غير موجود. حُفظ كل ما عداه.',
    channels: 'أين يمكننا أن نرسل إليك العروض والأخبار؟', channelsHint: 'تصلك الرسائل المتعلقة بطلباتك في جميع الأحوال.',
    frequency: 'كم مرة على الأكثر؟', frequencyAll: 'كلما كان هناك جديد', frequencyWeekly: 'مرة في الأسبوع', frequencyMonthly: 'مرة في الشهر',
    language: 'بأي لغة نكتب إليك؟', interests: 'ما الذي يهمك؟', interestsHint: 'نعرضه لك أولًا.',
    promotions: 'أي أنواع العروض تحب؟', liked: 'أحبه', indifferent: 'لا فرق', disliked: 'لا، شكرًا',
    birthday: 'متى عيد ميلادك؟', birthdayHint: 'يكفي اليوم والشهر.', day: 'اليوم', month: 'الشهر',
    tracking: 'يمكنكم معرفة ما إذا كنت أفتح رسائلكم.', trackingHint: 'تخبرنا بذلك صورة صغيرة جدًا في الرسالة. ولا توجد من دون موافقتك.',
    save: 'حفظ', everywhere: 'أم تفضّل ألا يصلك شيء من ذلك؟', everywhereButton: 'إيقاف جميع العروض والأخبار', everywhereDone: 'لن نرسل إليك عروضًا أو أخبارًا عبر أي قناة.',
  },
};
