using System.Collections.Concurrent;

namespace ProKure.Jsonata.Pictures;

/// <summary>Parsed pictures by their text, so that one used in a loop is parsed once; bounded, because texts may come from data.</summary>
internal sealed class PictureCache<TKey, TPicture>(Func<TKey, TPicture> parse)
    where TKey : notnull
{
    private const int Capacity = 256;

    private readonly ConcurrentDictionary<TKey, TPicture> _pictures = new();

    /// <summary>The picture of this text; what parsing throws is thrown and not kept.</summary>
    public TPicture Get(TKey text)
    {
        if (_pictures.TryGetValue(text, out var picture))
            return picture;
        picture = parse(text);

        // Starting afresh is rare, cheap and needs no bookkeeping on the way of every hit.
        if (_pictures.Count >= Capacity)
            _pictures.Clear();
        _pictures[text] = picture;
        return picture;
    }
}
