namespace ProKure.Jsonata.Syntax;

/// <summary>Finds the steps that the <c>%</c> of a tree stand for, while the tree is shaped.</summary>
internal static class ParentSearch
{
    public static JsonataException NotFound(SyntaxNode node) =>
        new("S0217", "The object that the parent operator % stands for cannot be derived here", node.Position, node.KindName);

    /// <summary>What a part looks for, its owner looks for.</summary>
    public static void Pass(SyntaxNode owner, SyntaxNode part)
    {
        if (part.Seeking is null && part.Kind != SyntaxKind.Parent)
            return;
        var slots = part.Seeking ?? [];
        if (part.Kind == SyntaxKind.Parent)
            slots.Add(part.Slot!);
        if (owner.Seeking is null)
            owner.Seeking = slots;
        else
            owner.Seeking.AddRange(slots);
    }

    /// <summary>A predicate looks for parents from the step that it stands on.</summary>
    public static void EnterPredicate(SyntaxNode step, SyntaxNode predicate)
    {
        if (predicate.Seeking is null)
            return;
        foreach (var slot in predicate.Seeking)
        {
            if (slot.Level == 1)
                Seek(step, slot);
            else
                slot.Level--;
        }
        Pass(step, predicate);
    }

    /// <summary>Binds what the last step of a path looks for to the steps before it; what these do not have, the path looks for.</summary>
    public static void Resolve(SyntaxNode path)
    {
        var last = path.Items[^1];
        if (last.Seeking is null && last.Kind != SyntaxKind.Parent)
            return;
        var slots = last.Seeking ?? [];
        if (last.Kind == SyntaxKind.Parent)
            slots.Add(last.Slot!);
        foreach (var slot in slots)
        {
            var index = path.Items.Length - 2;
            while (slot.Level > 0)
            {
                if (index < 0)
                {
                    (path.Seeking ??= []).Add(slot);
                    break;
                }
                var step = path.Items[index--];
                // Steps in a row that bind the focus share one context: the first of them has the parent.
                while (index >= 0 && step.Focus is not null && path.Items[index].Focus is not null)
                    step = path.Items[index--];
                Seek(step, slot);
            }
        }
    }

    /// <summary>Goes one step towards the parent: binds it where it is found, else leaves the level that is left.</summary>
    private static void Seek(SyntaxNode node, ParentSlot slot)
    {
        switch (node.Kind)
        {
            case SyntaxKind.Name or SyntaxKind.Wildcard:
                if (--slot.Level != 0)
                    return;
                if (node.Ancestor is not null)
                    slot.Share(node.Ancestor);
                node.Ancestor = slot;
                node.IsTuple = true;
                break;
            case SyntaxKind.Parent:
                slot.Level++;
                break;
            case SyntaxKind.Block:
                if (node.Items.Length == 0)
                    return;
                node.IsTuple = true;
                Seek(node.Items[^1], slot);
                break;
            case SyntaxKind.Path:
                node.IsTuple = true;
                var index = node.Items.Length - 1;
                Seek(node.Items[index--], slot);
                while (slot.Level > 0 && index >= 0)
                    Seek(node.Items[index--], slot);
                break;
            default:
                throw NotFound(node);
        }
    }
}
