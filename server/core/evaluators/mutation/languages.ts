/** A text of some length in each of several languages, about nothing in particular. */
export const textsByLanguage: Readonly<Record<string, string>> = {
  en: "Thank you for your message. We have taken note of what you wrote to us, and one of my colleagues will get back to you with an answer before the end of the week.",
  fr: "Merci pour votre message. Nous avons bien pris note de votre demande, et un de mes collègues vous répondra avant la fin de la semaine.",
  de: "Vielen Dank für Ihre Nachricht. Wir haben Ihr Anliegen notiert, und jemand aus unserem Haus wird sich noch vor dem Ende der Woche bei Ihnen melden.",
  es: "Gracias por su mensaje. Hemos tomado nota de su consulta, y uno de mis compañeros le responderá antes de que termine la semana.",
  it: "Grazie per il suo messaggio. Abbiamo preso nota della sua richiesta, e uno dei miei colleghi le risponderà prima della fine della settimana.",
  nl: "Bedankt voor uw bericht. Wij hebben genoteerd wat u ons schreef, en een van mijn collega's geeft u voor het einde van de week antwoord.",
  pt: "Obrigado pela sua mensagem. Tomámos nota do seu pedido, e um dos meus colegas vai responder-lhe antes do fim da semana.",
  ja: "ご連絡いただきありがとうございます。内容を確認いたしましたので、今週中に担当者からご返信いたします。",
};

/** Words that stand in nearly every text of a language and in few of another. */
const commonWords: Readonly<Record<string, readonly string[]>> = {
  en: ["the", "and", "is", "my", "what", "can", "you", "to", "where", "how", "it"],
  fr: ["le", "les", "est", "et", "je", "mon", "ma", "où", "vous", "pour", "une", "des"],
  de: ["der", "die", "das", "ist", "und", "ich", "mein", "meine", "wo", "nicht", "ein", "kann"],
  es: ["el", "los", "las", "y", "mi", "dónde", "está", "puedo", "por", "qué", "cómo"],
  it: ["il", "gli", "è", "mio", "mia", "dove", "posso", "che", "per", "della", "quando"],
  nl: ["het", "een", "ik", "mijn", "waar", "niet", "kan", "wat", "van", "hoe"],
  pt: ["o", "os", "meu", "minha", "onde", "não", "está", "uma", "para", "posso"],
};

/** The language of a text, where its most common words leave no doubt. */
export function plainLanguage(text: string): string | undefined {
  if (/[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(text)) return "ja";
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const scores = Object.entries(commonWords)
    .map(([code, common]) => ({ code, score: words.filter((word) => common.includes(word)).length }))
    .sort((a, b) => b.score - a.score);
  const [first, second] = scores;
  return first!.score >= 2 && first!.score > second!.score ? first!.code : undefined;
}
