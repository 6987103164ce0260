import type { PageLanguage, WordsOf } from './page-language.ts';

/** Words of the page that tells of an invitation. `{app}` is the program in which it is answered, `{date}` the last day on which it is good. */
export interface InvitationWords {
  readonly title: string;
  readonly lead: string;
  readonly steps: readonly [string, string, string];
  readonly button: string;
  readonly stop: string;
  readonly own: string;
  readonly doneTitle: string;
  readonly done: string;
  readonly endedTitle: string;
  readonly ended: string;
}

/** The words in one language, filled. @param untilDate ISO calendar date; null where no words name it */
export function inviteWords(language: PageLanguage, { app, untilDate }: { readonly app: string; readonly untilDate: string | null }): InvitationWords {
  const { steps: [opens, sends, follows], ...words } = INVITATION_WORDS[language];
  const date = untilDate === null ? '' : new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${untilDate}T00:00:00Z`));
  const filled = (text: string) => text.replaceAll('{app}', app).replaceAll('{date}', date);
  return {
    title: filled(words.title), lead: filled(words.lead), steps: [filled(opens), filled(sends), filled(follows)], button: filled(words.button), stop: filled(words.stop), own: filled(words.own),
    doneTitle: filled(words.doneTitle), done: filled(words.done), endedTitle: filled(words.endedTitle), ended: filled(words.ended),
  };
}

export const INVITATION_WORDS: WordsOf<InvitationWords> = {
  en: {
    title: 'Talk to us in {app}', lead: 'Say hello once, and we can write to you there. This is what happens:',
    steps: [
      '{app} opens with a chat to us. You need a work or school account for it.',
      'A code is typed there already. Send it as it is: it tells us that it is you.',
      'From then on we may write to you there, about your orders and with offers and news.',
    ],
    button: 'Open {app}', stop: 'You can end it at any time: write STOP there for no more offers, or remove us.',
    own: 'This page is for you alone: whoever has it can answer as you. It is good until {date}.',
    doneTitle: 'You are connected', done: 'We can write to you in {app}. There is nothing more to do.',
    endedTitle: 'This invitation has ended', ended: 'Nothing was changed. Ask us if you would like a new one.',
  },
  de: {
    title: 'Sprechen Sie mit uns in {app}', lead: 'Melden Sie sich einmal, dann können wir Ihnen dort schreiben. Das geschieht:',
    steps: [
      '{app} öffnet sich mit einem Chat zu uns. Sie brauchen dafür ein Geschäfts- oder Schulkonto.',
      'Ein Code ist dort schon eingetippt. Senden Sie ihn, wie er ist: Er sagt uns, dass Sie es sind.',
      'Von da an dürfen wir Ihnen dort schreiben, zu Ihren Bestellungen und mit Angeboten und Neuigkeiten.',
    ],
    button: '{app} öffnen', stop: 'Sie können das jederzeit beenden: Schreiben Sie dort STOP, wenn Sie keine Angebote mehr möchten, oder entfernen Sie uns.',
    own: 'Diese Seite ist nur für Sie: Wer sie hat, kann an Ihrer Stelle antworten. Sie gilt bis zum {date}.',
    doneTitle: 'Sie sind verbunden', done: 'Wir können Ihnen in {app} schreiben. Sie müssen nichts weiter tun.',
    endedTitle: 'Diese Einladung gilt nicht mehr', ended: 'Es wurde nichts geändert. Fragen Sie uns, wenn Sie eine neue möchten.',
  },
  fr: {
    title: 'Parlez-nous dans {app}', lead: 'Dites-nous bonjour une fois, et nous pourrons vous y écrire. Voici ce qui se passe :',
    steps: [
      '{app} s’ouvre sur une conversation avec nous. Il vous faut un compte professionnel ou scolaire.',
      'Un code y est déjà saisi. Envoyez-le tel quel : il nous dit que c’est vous.',
      'Dès lors, nous pouvons vous y écrire, au sujet de vos commandes et avec des offres et des nouvelles.',
    ],
    button: 'Ouvrir {app}', stop: 'Vous pouvez y mettre fin à tout moment : écrivez-y STOP pour ne plus recevoir d’offres, ou supprimez-nous.',
    own: 'Cette page est personnelle : quiconque la possède peut répondre à votre place. Elle est valable jusqu’au {date}.',
    doneTitle: 'C’est fait', done: 'Nous pouvons vous écrire dans {app}. Il n’y a plus rien à faire.',
    endedTitle: 'Cette invitation n’est plus valable', ended: 'Rien n’a été changé. Demandez-nous-en une nouvelle si vous le souhaitez.',
  },
  es: {
    title: 'Hable con nosotros en {app}', lead: 'Salúdenos una vez y podremos escribirle allí. Esto es lo que ocurre:',
    steps: [
      '{app} se abre con un chat con nosotros. Necesita una cuenta profesional o educativa.',
      'Allí ya hay un código escrito. Envíelo tal cual: nos dice que es usted.',
      'A partir de entonces podemos escribirle allí, sobre sus pedidos y con ofertas y novedades.',
    ],
    button: 'Abrir {app}', stop: 'Puede terminarlo en cualquier momento: escriba allí STOP si no quiere más ofertas, o elimínenos.',
    own: 'Esta página es solo para usted: quien la tenga puede responder en su lugar. Es válida hasta el {date}.',
    doneTitle: 'Conexión establecida', done: 'Podemos escribirle en {app}. No hay nada más que hacer.',
    endedTitle: 'Esta invitación ya no es válida', ended: 'No se ha cambiado nada. Pídanos una nueva si la desea.',
  },
  it: {
    title: 'Parla con noi su {app}', lead: 'Salutaci una volta e potremo scriverti lì. Ecco che cosa succede:',
    steps: [
      '{app} si apre con una chat con noi. Ti serve un account aziendale o scolastico.',
      'Un codice è già scritto. Invialo così com’è: ci dice che sei tu.',
      'Da quel momento possiamo scriverti lì, per i tuoi ordini e con offerte e novità.',
    ],
    button: 'Apri {app}', stop: 'Puoi smettere in qualsiasi momento: scrivi lì STOP se non vuoi più offerte, oppure rimuovici.',
    own: 'Questa pagina è solo per te: chi la possiede può rispondere al posto tuo. È valida fino al {date}.',
    doneTitle: 'Collegamento riuscito', done: 'Possiamo scriverti su {app}. Non c’è altro da fare.',
    endedTitle: 'Questo invito non è più valido', ended: 'Non è cambiato nulla. Chiedicene uno nuovo, se lo desideri.',
  },
  pt: {
    title: 'Fale connosco no {app}', lead: 'Diga-nos olá uma vez e poderemos escrever-lhe aí. É isto que acontece:',
    steps: [
      'O {app} abre-se com uma conversa connosco. Precisa de uma conta profissional ou escolar.',
      'Já lá está escrito um código. Envie-o tal como está: diz-nos que é você.',
      'A partir daí podemos escrever-lhe aí, sobre as suas encomendas e com ofertas e novidades.',
    ],
    button: 'Abrir o {app}', stop: 'Pode terminar a qualquer momento: escreva aí STOP se não quiser mais ofertas, ou remova-nos.',
    own: 'Esta página é só para si: quem a tiver pode responder em seu nome. É válida até {date}.',
    doneTitle: 'Ligação feita', done: 'Podemos escrever-lhe no {app}. Não há mais nada a fazer.',
    endedTitle: 'Este convite já não é válido', ended: 'Nada foi alterado. Peça-nos um novo, se o desejar.',
  },
  nl: {
    title: 'Praat met ons in {app}', lead: 'Zeg ons één keer hallo, dan kunnen wij u daar schrijven. Dit gebeurt er:',
    steps: [
      '{app} opent met een chat met ons. U hebt er een werk- of schoolaccount voor nodig.',
      'Er is al een code getypt. Verstuur die zoals hij is: zo weten wij dat u het bent.',
      'Vanaf dan mogen wij u daar schrijven, over uw bestellingen en met aanbiedingen en nieuws.',
    ],
    button: '{app} openen', stop: 'U kunt er altijd mee stoppen: schrijf daar STOP als u geen aanbiedingen meer wilt, of verwijder ons.',
    own: 'Deze pagina is alleen voor u: wie haar heeft, kan in uw plaats antwoorden. Zij geldt tot en met {date}.',
    doneTitle: 'U bent verbonden', done: 'Wij kunnen u schrijven in {app}. U hoeft verder niets te doen.',
    endedTitle: 'Deze uitnodiging geldt niet meer', ended: 'Er is niets veranderd. Vraag ons om een nieuwe als u dat wilt.',
  },
  pl: {
    title: 'Porozmawiaj z nami w {app}', lead: 'Przywitaj się raz, a będziemy mogli do Ciebie tam pisać. Oto co się stanie:',
    steps: [
      '{app} otworzy się z czatem z nami. Potrzebne jest konto służbowe lub szkolne.',
      'Kod jest tam już wpisany. Wyślij go bez zmian: dzięki niemu wiemy, że to Ty.',
      'Od tej chwili możemy tam do Ciebie pisać: o zamówieniach oraz z ofertami i nowościami.',
    ],
    button: 'Otwórz {app}', stop: 'Możesz to zakończyć w każdej chwili: napisz tam STOP, jeśli nie chcesz więcej ofert, albo usuń nas.',
    own: 'Ta strona jest tylko dla Ciebie: kto ją ma, może odpowiedzieć w Twoim imieniu. Jest ważna do: {date}.',
    doneTitle: 'Połączono', done: 'Możemy do Ciebie pisać w {app}. Nic więcej nie trzeba robić.',
    endedTitle: 'To zaproszenie już nie jest ważne', ended: 'Nic nie zostało zmienione. Poproś nas o nowe, jeśli chcesz.',
  },
  ja: {
    title: '{app}でお話ししませんか', lead: '一度ごあいさつをお送りいただくと、そちらにご連絡できるようになります。流れは次のとおりです。',
    steps: [
      '{app}が開き、当店とのチャットが表示されます。職場または学校のアカウントが必要です。',
      'コードはすでに入力されています。そのまま送信してください。ご本人であることが当店に伝わります。',
      'それ以降、ご注文に関する連絡や、お得な情報とお知らせをそちらにお送りします。',
    ],
    button: '{app}を開く', stop: 'いつでも終了できます。お得な情報が不要な場合はチャットで STOP と送信するか、当店を削除してください。',
    own: 'このページはお客様専用です。このページを持つ人は、お客様として返信できてしまいます。有効期限は{date}です。',
    doneTitle: '接続されました', done: '{app}でご連絡できます。ほかに必要な操作はありません。',
    endedTitle: 'この招待は終了しました', ended: '変更はありません。新しい招待をご希望の場合はお知らせください。',
  },
  ko: {
    title: '{app}에서 대화해요', lead: '한 번 인사해 주시면 그곳으로 연락드릴 수 있습니다. 순서는 다음과 같습니다.',
    steps: [
      '{app}이(가) 열리고 저희와의 채팅이 나타납니다. 회사 또는 학교 계정이 필요합니다.',
      '코드가 이미 입력되어 있습니다. 그대로 보내 주세요. 본인임을 저희에게 알려 줍니다.',
      '그때부터 주문에 관한 연락과 혜택 및 소식을 그곳으로 보내 드립니다.',
    ],
    button: '{app} 열기', stop: '언제든지 끝낼 수 있습니다. 혜택을 더 원하지 않으시면 그곳에 STOP이라고 쓰거나 저희를 삭제하세요.',
    own: '이 페이지는 본인만을 위한 것입니다. 이 페이지를 가진 사람은 본인 대신 답할 수 있습니다. {date}까지 유효합니다.',
    doneTitle: '연결되었습니다', done: '{app}에서 연락드릴 수 있습니다. 더 하실 일은 없습니다.',
    endedTitle: '이 초대는 끝났습니다', ended: '변경된 것이 없습니다. 새 초대를 원하시면 알려 주세요.',
  },
  'zh-TW': {
    title: '在 {app} 與我們聊聊', lead: '只要打一次招呼，我們就能在那裡與您聯絡。流程如下：',
    steps: [
      '{app} 會開啟與我們的聊天。您需要公司或學校帳號。',
      '代碼已經輸入好了，請直接傳送：它告訴我們這就是您本人。',
      '此後我們可以在那裡與您聯絡，內容包括您的訂單以及優惠和消息。',
    ],
    button: '開啟 {app}', stop: '您可以隨時停止：不想再收到優惠，請在那裡傳送 STOP，或將我們移除。',
    own: '此頁面僅供您本人使用：持有此頁面的人可以以您的身分回覆。有效期至 {date}。',
    doneTitle: '已連結', done: '我們可以在 {app} 與您聯絡，您無需再做任何事。',
    endedTitle: '此邀請已失效', ended: '未作任何更改。如需新的邀請，請告訴我們。',
  },
  'zh-CN': {
    title: '在 {app} 与我们聊聊', lead: '只要打一次招呼，我们就能在那里与您联系。流程如下：',
    steps: [
      '{app} 会打开与我们的聊天。您需要工作或学校账号。',
      '代码已经输入好了，请直接发送：它告诉我们这就是您本人。',
      '此后我们可以在那里与您联系，内容包括您的订单以及优惠和资讯。',
    ],
    button: '打开 {app}', stop: '您可以随时停止：不想再收到优惠，请在那里发送 STOP，或将我们移除。',
    own: '此页面仅供您本人使用：持有此页面的人可以以您的身份回复。有效期至 {date}。',
    doneTitle: '已连接', done: '我们可以在 {app} 与您联系，您无需再做任何事。',
    endedTitle: '此邀请已失效', ended: '未作任何更改。如需新的邀请，请告诉我们。',
  },
  ar: {
    title: 'تحدث معنا في {app}', lead: 'ألقِ التحية مرة واحدة، وعندها يمكننا أن نكتب إليك هناك. هذا ما يحدث:',
    steps: [
      'يُفتح {app} على محادثة معنا. تحتاج إلى حساب عمل أو حساب مدرسي.',
      'ستجد رمزًا مكتوبًا هناك مسبقًا. أرسله كما هو: فهو يخبرنا بأنك أنت.',
      'بعد ذلك يمكننا أن نكتب إليك هناك بشأن طلباتك، وأن نرسل إليك العروض والأخبار.',
    ],
    button: 'فتح {app}', stop: 'يمكنك إنهاء ذلك في أي وقت: اكتب STOP هناك إذا لم تعد ترغب في العروض، أو احذفنا.',
    own: 'هذه الصفحة لك وحدك: من يملكها يستطيع أن يجيب بدلًا منك. وهي صالحة حتى {date}.',
    doneTitle: 'تم الاتصال', done: 'يمكننا أن نكتب إليك في {app}. ليس عليك فعل أي شيء آخر.',
    endedTitle: 'انتهت صلاحية هذه الدعوة', ended: 'لم يتغير شيء. اطلب منا دعوة جديدة إذا أردت.',
  },
};
