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
          const seen = new WeakMap();
          const prose = document.querySelector('.answer .prose');
          const parts = element => [...element.children].filter(child => !child.matches('.cursor'));
          const note = () => {
            for (const element of [prose, ...prose.querySelectorAll('pre > code, tbody, ol, ul')]) seen.set(element, parts(element).length);
          };
          const watcher = new MutationObserver(records => {
            for (const record of records) {
              // What a formula's own script fills in, once, is its own affair.
              if ((record.target.closest ? record.target : record.target.parentElement)?.closest('tex-formula')) continue;
              let child = record.target;
              for (let parent = child.parentElement; parent && child !== prose; child = parent, parent = parent.parentElement) {
                if (child.nodeType !== 1 || !seen.has(parent)) continue;
                const index = parts(parent).indexOf(child);
                if (index >= 0 && index < seen.get(parent) - 1) window.late.push(`${record.type} in ${child.localName} ${index} of ${seen.get(parent)}: ${child.textContent.slice(0, 60)}`);
              }
            }
            note();
          });
          note();
          watcher.observe(prose, { subtree: true, childList: true, characterData: true, attributes: true });
        }
        """;
}
