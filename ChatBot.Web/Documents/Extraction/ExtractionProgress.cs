namespace ChatBot.Web.Documents.Extraction;

/// <summary>What is being done with a document.</summary>
public enum ExtractionStage
{
    /// <summary>It waits for others; <see cref="ExtractionProgress.Ahead"/> tells how many.</summary>
    Queued,

    /// <summary>The reading process starts and opens it.</summary>
    Opening,

    /// <summary>Its text pages are being read.</summary>
    Text,

    /// <summary>Its scanned pages, or the picture, are being read by OCR.</summary>
    Ocr,
}

/// <summary>How far reading a document is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="PagesDone">How many pages are finished.</param>
/// <param name="PagesTotal">How many pages there are; 0 while that is not known.</param>
/// <param name="Ahead">How many documents are before it in the queue.</param>
public sealed record ExtractionProgress(ExtractionStage Stage, int PagesDone = 0, int PagesTotal = 0, int Ahead = 0);
