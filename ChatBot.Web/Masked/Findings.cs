using ChatBot.Web.Documents;
using ChatBot.Web.Localization;

namespace ChatBot.Web.Masked;

/// <summary>What the documents say to a question.</summary>
/// <param name="IsAnswered">Whether the best passage answers it; otherwise it is only the best guess.</param>
/// <param name="Passages">The best passage and then the alternatives; empty only where the documents hold nothing that could be an answer.</param>
/// <param name="PassagesRead">How many pieces of text were read.</param>
/// <param name="PassagesTotal">How many there are; more than were read only where the documents are very long.</param>
/// <param name="QuestionWasCut">Whether the question was longer than the reader takes.</param>
public sealed record Findings(bool IsAnswered, IReadOnlyList<Passage> Passages, int PassagesRead, int PassagesTotal, bool QuestionWasCut)
{
    /// <summary>What is said where nothing answers.</summary>
    public static string NoAnswer => Strings.Answer_NotInDocuments;

    /// <summary>The answer as one line of text, for the clipboard and for the model that reads the chat later.</summary>
    public string ToText() => IsAnswered ? Strings.Answer_AsText.With(Passages[0].Text, Passages[0].FileName, Passages[0].Page) : NoAnswer;
}

/// <summary>A place in a document. Offsets are UTF-16 offsets into the document's text.</summary>
/// <param name="AttachmentId">The document.</param>
/// <param name="FileName">Its name.</param>
/// <param name="Page">The page that the words begin on.</param>
/// <param name="Start">Where they begin.</param>
/// <param name="Length">How long they are.</param>
/// <param name="Text">The words, exactly as the document's text has them.</param>
/// <param name="Before">What stands before them in their sentence.</param>
/// <param name="After">What stands behind them in their sentence.</param>
/// <param name="Confidence">How likely they are the answer, 0 to 1.</param>
/// <param name="Margin">The reader's score, in logits; comparable between documents.</param>
/// <param name="Marks">Where they stand on the pages, a box a line.</param>
public sealed record Passage(
    string AttachmentId, string FileName, int Page, int Start, int Length, string Text, string Before, string After,
    double Confidence, double Margin, IReadOnlyList<PageMark> Marks);

/// <summary>A box on a page.</summary>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="Box">Fractions of the page as displayed.</param>
public readonly record struct PageMark(int Page, PageBox Box);
