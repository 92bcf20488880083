namespace EventSourcedCrm.Api.Customers;

/// <summary>The stages up to an instant, from either source: what the views of the stage reports begin with.</summary>
internal static class StageRows
{
    /// <summary>Customers archived at AsOf: usually few, so that they are looked for, and not everybody who is not.</summary>
    public const string Archived = """
        archived as (
            select customer_id from stages_customer where archived and valid_from <= @AsOf and (valid_to is null or valid_to > @AsOf)
        )
        """;

    /// <summary>
    /// Every change of stage up to AsOf, in either source's words. A recorded change that was revoked by then counts only where asked for. Names, and who
    /// managed the customer then, are looked up where a filter or a row asks for them, and not for all changes.
    /// </summary>
    public const string Transitions = $"""
        {Archived}, transition as (
            select customer_id, ordinal::bigint as ordinal, at, from_stage, from_class, stage, class, arrow, returned, basis, because,
                   @Definition::text as definition, recorded_at, author_kind, author, null::timestamptz as revoked_at, null::text as revoked_because
            from stage_transition
            where not @IsRecorded and at <= @AsOf
            union all
            select customer_id, revision, at, from_stage, from_class, stage, class, arrow, returned, basis, because,
                   definition, recorded_at, author_kind, author,
                   case when revoked_at <= @AsOf then revoked_at end, case when revoked_at <= @AsOf then revoked_because end
            from stage_change
            where @IsRecorded and at <= @AsOf and (@IncludeRevoked or revoked_at is null or revoked_at > @AsOf)
        ), of_customer as (
            select t.customer_id, x.customer_id is not null as archived, (
                       select coalesce(c.name, 'erased') from stages_customer c
                       where c.customer_id = t.customer_id and c.valid_from <= @AsOf and (c.valid_to is null or c.valid_to > @AsOf)) as customer,
                   t.ordinal, t.at, t.from_stage, t.from_class, t.stage, t.class,
                   nullif(concat_ws('-', t.from_stage, t.from_class), '') as from_standing, concat_ws('-', t.stage, t.class) as to_standing,
                   t.arrow, t.returned, t.basis, t.because, t.definition, t.recorded_at, t.author_kind, t.author, t.revoked_at, t.revoked_because,
                   (select m.manager_id from stages_customer m
                    where m.customer_id = t.customer_id and m.valid_from <= t.at and (m.valid_to is null or m.valid_to > t.at)) as manager_id
            from transition t
            left join archived x on x.customer_id = t.customer_id
            where t.at >= @Start and t.at < @Before
              and (@Customer::uuid is null or t.customer_id = @Customer)
              and (@Manager::uuid is null or t.customer_id = any(array(select customer_id from stages_customer where manager_id = @Manager)))
              and (@Stage::text is null or @Stage in (t.stage, t.stage || '-' || t.class))
              and (@Class::text is null or t.class = @Class)
              and (@Arrow::text is null or t.arrow = @Arrow)
        ), found as (
            select * from of_customer where @Manager::uuid is null or manager_id = @Manager
        )
        """;

    /// <summary>How many customers the archive hides.</summary>
    public const string LeftOut = $"""
        with {Transitions}
        select count(distinct customer_id) from found where archived and not @IncludeArchived
        """;

    /// <summary>Every interval begun by AsOf; of recorded changes each holds until the next. The recorded ones know no verdict beside them.</summary>
    public const string Intervals = """
        interval as (
            select customer_id, ordinal::bigint as ordinal, valid_from, valid_to, stage, class, basis, rule_stage, rule_class
            from stage_interval
            where not @IsRecorded and valid_from <= @AsOf
            union all
            select customer_id, revision, at, lead(at) over (partition by customer_id order by at, revision), stage, class, basis, null, null
            from stage_change
            where @IsRecorded and at <= @AsOf and (revoked_at is null or revoked_at > @AsOf)
        )
        """;
}
