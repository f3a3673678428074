namespace ChatBot.Tests.Browser;

/// <summary>
/// Counts what changes in an answer where nothing may change any more: in a block, a group of code lines, a row or an item that another one
/// followed.
/// </summary>
internal static class LateChanges
{
    /// <summary>A function for the page, called when the answer has its first block; it notes in <c>window.late</c> what changes too late.</summary>
    public const string Watch =
        """
        () => {
          window.late = [];
          const finished = new WeakSet();
          const prose = document.querySelector('.answer .prose');
          const note = () => {
            for (const parent of [prose, ...prose.querySelectorAll('pre > code, tbody, ol, ul')]) {
              for (let part = parent.lastElementChild?.previousElementSibling; part && !finished.has(part); part = part.previousElementSibling) finished.add(part);
            }
          };
          const tell = (record, part) => window.late.push(`${record.type} in ${part.localName}: ${part.textContent.slice(0, 60)}`);
          const watcher = new MutationObserver(records => {
            for (const record of records) {
              // What a formula's own script fills in, once, is its own affair.
              if ((record.target.closest ? record.target : record.target.parentElement)?.closest('tex-formula')) continue;
              for (let part = record.target; part && part !== prose; part = part.parentElement) if (finished.has(part)) tell(record, part);
              for (const part of record.removedNodes) if (finished.has(part)) tell(record, part);
            }
            note();
          });
          note();
          watcher.observe(prose, { subtree: true, childList: true, characterData: true, attributes: true });
        }
        """;
}
