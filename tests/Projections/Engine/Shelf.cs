using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Tests.Engine;

internal abstract record ShelfFact(string Item) : IFact;

internal sealed record Stocked(string Item, int Count) : ShelfFact(Item);

/// <summary>The item is new here.</summary>
internal sealed record Arrived(string Item, int Count) : ShelfFact(Item);

internal sealed record Moved(string Item, string To, int Count) : ShelfFact(Item);

internal sealed record Cleared(string Item) : ShelfFact(Item);

internal sealed record Sold(string Item, int Count) : ShelfFact(Item);

internal sealed record Priced(string Item, int Price) : ShelfFact(Item);

internal sealed record Discounted(string Item, int By) : ShelfFact(Item);

internal sealed record Unpriced(string Item) : ShelfFact(Item);

/// <summary>One of the item was taken away, on a slip whose number no other has.</summary>
internal sealed record Slipped(string Item, int Number) : ShelfFact(Item);

/// <summary>A projection with one table of each kind. Selling more than three at once is more than it can reckon with.</summary>
/// <param name="mostSold">What may be sold at once, as a definition of it might say.</param>
internal sealed class Shelf(int mostSold) : Projection("shelf", version: 1)
{
    public Shelf() : this(int.MaxValue) { }

    private readonly Table<ItemRow> _items = new("item", row => row.Item);
    private readonly History<PriceRow> _prices = new("price", row => row.Item);
    private readonly Derived<SaleRow, TotalRow> _sales =
        new Derived<SaleRow, TotalRow>("sale", row => row.Item, row => new { row.Stream, row.Revision }, Total)
            .Into<TotalRow>("total", row => row.Item, row => row.Sales, total => [total]);
    private readonly Journal<SlipRow> _slips = new("slip", row => row.Number);

    public static TotalRow Total(IReadOnlyList<SaleRow> sales) => sales.All(sale => sale.Count <= 3)
        ? new(sales[0].Item, sales.Count, sales.Sum(sale => sale.Count))
        : throw new OverflowException("More than three were sold at once.");

    protected override IEnumerable<Type> Handles => [typeof(ShelfFact)];

    protected override void Apply(Recorded happened)
    {
        switch (happened.Fact)
        {
            case Stocked f: _items.Put(new(f.Item, f.Count)); break;
            case Arrived f: _items.Put(new(f.Item, f.Count), isNew: true); break;
            case Moved f:
                _items.Update(f.Item, row => row with { Count = row.Count - f.Count });
                _items.Update(f.To, row => row with { Count = row.Count + f.Count });
                break;
            case Cleared f: _items.Delete(f.Item); break;
            case Sold f when f.Count > mostSold: throw new ArgumentException($"At most {mostSold} are sold at once.");
            case Sold f:
                _sales.Put(new(f.Item, happened.Stream.Value, happened.Revision, f.Count));
                break;
            case Priced f: _prices.Set(new(f.Item, f.Price), happened.HappenedAt); break;
            case Discounted f: _prices.Change(f.Item, happened.HappenedAt, row => row with { Price = row.Price - f.By }); break;
            case Slipped f:
                _slips.Add(new(f.Number, f.Item));
                _items.Update(f.Item, row => row with { Count = row.Count - 1 });
                break;
            case Unpriced f: _prices.End(f.Item, happened.HappenedAt); break;
        }
    }
}

internal sealed record ItemRow(string Item, int Count);

internal sealed record SlipRow(int Number, string Item);

internal sealed record PriceRow(string Item, int Price);

internal sealed record SaleRow(string Item, string Stream, long Revision, int Count);

internal sealed record TotalRow(string Item, int Sales, int Count);
