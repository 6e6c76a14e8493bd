// The text of wide_rows.cpp that is compiled for every kind of processor: it is included there in a namespace for each, which
// sets CASCADE_WIDE and CASCADE_WIDE_PART, the attributes of functions, and defines `any(row)`; where it sets
// CASCADE_WIDE_OWN_LOOKS, `some` and `pick` too.

#ifndef CASCADE_WIDE_OWN_LOOKS
/// In which words there is a bit, a bit each.
CASCADE_WIDE_PART unsigned some(const Row& row) {
    unsigned groups = 0;
    for (std::size_t group = 0; group < kWideGroups; ++group)
        groups |= unsigned{row[group] != 0} << group;
    return groups;
}

/// Of single live arcs those in `worlds`, to `heads_to` and `worlds_to`, where there is room for a register more. How many.
CASCADE_WIDE_PART std::size_t pick(const WideMask& worlds, const RecordNumber* heads, const WorldNumber* in_world,
                                   std::size_t count, RecordNumber* heads_to, WorldNumber* worlds_to) {
    std::size_t picked = 0;
    for (std::size_t i = 0; i < count; ++i) {
        heads_to[picked] = heads[i];
        worlds_to[picked] = in_world[i];
        picked += worlds.words[in_world[i] / 64] >> in_world[i] % 64 & 1;
    }
    return picked;
}
#endif

CASCADE_WIDE void receive(WideStep& step) {
    for (std::size_t i = 0; i < step.crossed; ++i) {
        __builtin_prefetch(&step.records[step.crossed_heads[i]].taken);
        __builtin_prefetch(&step.records[step.crossed_heads[i]].arrived);
    }
    for (std::size_t i = 0; i < step.singles; ++i) {
        __builtin_prefetch(&step.records[step.single_heads[i]].taken);
        __builtin_prefetch(&step.records[step.single_heads[i]].arrived);
    }
    std::size_t touched = step.touched_count;
    for (std::size_t i = 0; i < step.crossed; ++i) {
        WideRecord& record = step.records[step.crossed_heads[i]];
        const Row fresh = row_of(step.crossed_worlds[i]) & ~row_of(record.taken);
        const Row before = row_of(record.arrived);
        step.touched[touched] = step.crossed_heads[i];
        touched += (any(fresh) ? 1 : 0) & (any(before) ? 0 : 1);
        row_of(record.arrived) = before | fresh;
    }
    for (std::size_t i = 0; i < step.singles; ++i) {
        WideRecord& record = step.records[step.single_heads[i]];
        const std::size_t group = step.single_worlds[i] / 64;
        const std::uint64_t fresh = std::uint64_t{1} << step.single_worlds[i] % 64 & ~record.taken.words[group];
        step.touched[touched] = step.single_heads[i];
        touched += (fresh != 0) & !any(row_of(record.arrived));
        record.arrived.words[group] |= fresh;
    }
    step.touched_count = touched;
    step.crossed = step.singles = 0;
}

CASCADE_WIDE std::size_t leave(WideStep& step, std::size_t from) {
    constexpr std::size_t kEntryAhead = 6, kListAhead = 2, kMostFetched = 16;
    for (std::size_t i = from; i < step.acting_count; ++i) {
        if (i + kEntryAhead < step.acting_count)
            __builtin_prefetch(step.kept + step.acting[i + kEntryAhead]);
        if (i + kListAhead < step.acting_count) {
            const KeptList& soon = step.kept[step.acting[i + kListAhead]];
            const WideMask* const end = soon.rows + std::min<std::size_t>(soon.masks, kMostFetched);
            for (const WideMask* line = soon.rows; line < end; ++line)
                __builtin_prefetch(line);
        }
        const KeptList list = step.kept[step.acting[i]];
        if (list.rows == nullptr)
            return i;
        const WideMask& worlds = step.acting_worlds[i];
        const Row row = row_of(worlds);
        const RecordNumber* heads = list.first_head();
        for (std::size_t at = 0; at < list.dense;) {
            const std::size_t stop = std::min<std::size_t>(at + WideStep::kReady, list.dense);
            std::size_t crossed = step.crossed;
            for (; at < stop; ++at) {
                const Row live = row & row_of(list.rows[at]);
                row_of(step.crossed_worlds[crossed]) = live;
                step.crossed_heads[crossed] = heads[at];
                crossed += any(live);
            }
            step.crossed = crossed;
            if (crossed >= WideStep::kReady)
                receive(step);
        }
        heads += list.dense;
        const WorldNumber* const in_world = list.first_world();
        for (std::size_t at = 0; at < list.single; at += WideStep::kReady) {
            const std::size_t count = std::min<std::size_t>(WideStep::kReady, list.single - at);
            step.singles += pick(worlds, heads + at, in_world + at, count, step.single_heads.data() + step.singles,
                                 step.single_worlds.data() + step.singles);
            if (step.singles >= WideStep::kReady)
                receive(step);
        }
    }
    return step.acting_count;
}

CASCADE_WIDE void cross(WideStep& step, const WideMask* rows, const std::uint32_t* heads, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const Row live = row_of(rows[i]);
        row_of(step.crossed_worlds[step.crossed]) = live;
        step.crossed_heads[step.crossed] = heads[i];
        step.crossed += any(live);
    }
}

CASCADE_WIDE void settle(WideStep& step) {
    constexpr std::size_t kAhead = 8, kLow = 8;
    step.next_count = 0;
    Row low[kLow]; // where a carry out of them is rare enough to be foreseen
    for (std::size_t plane = 0; plane < kLow; ++plane)
        low[plane] = row_of(step.tally[plane]);
    for (std::size_t i = 0; i < step.touched_count; ++i) {
        if (i + kAhead < step.touched_count) {
            __builtin_prefetch(&step.records[step.touched[i + kAhead]].taken);
            __builtin_prefetch(&step.records[step.touched[i + kAhead]].arrived);
        }
        WideRecord& record = step.records[step.touched[i]];
        const Row fresh = row_of(record.arrived);
        row_of(record.taken) = row_of(record.taken) | fresh;
        row_of(record.arrived) = Row{};
        step.next[step.next_count] = step.touched[i];
        row_of(step.next_worlds[step.next_count]) = fresh;
        step.next_count += any(fresh);
        Row carry = fresh;
        for (Row& plane : low) {
            const Row bits = plane;
            plane ^= carry;
            carry &= bits;
        }
        for (std::size_t plane = kLow; any(carry); ++plane) {
            const Row bits = row_of(step.tally[plane]);
            row_of(step.tally[plane]) = bits ^ carry;
            carry &= bits;
        }
    }
    for (std::size_t plane = 0; plane < kLow; ++plane)
        row_of(step.tally[plane]) = low[plane];
    step.touched_count = 0;
}

CASCADE_WIDE int count(const WideMask& mask) {
    int bits = 0;
    for (const std::uint64_t word : mask.words)
        bits += std::popcount(word);
    return bits;
}

CASCADE_WIDE void sort(RowsToKeep& rows) {
    for (std::size_t i = 0; i < rows.count; ++i) {
        if (static_cast<std::size_t>(count(rows.rows[i])) > kMostSingles) {
            rows.dense[rows.dense_count] = rows.rows[i];
            rows.dense_heads[rows.dense_count++] = rows.heads[i];
            continue;
        }
        for (unsigned groups = some(row_of(rows.rows[i])); groups != 0; groups &= groups - 1) {
            const auto group = static_cast<std::size_t>(std::countr_zero(groups));
            for (std::uint64_t rest = rows.rows[i].words[group]; rest != 0; rest &= rest - 1) {
                rows.single_heads[rows.single_count] = rows.heads[i];
                rows.single_worlds[rows.single_count++] =
                    static_cast<WorldNumber>(64 * group + static_cast<std::size_t>(std::countr_zero(rest)));
            }
        }
    }
}

constexpr WideLoops kLoops = {leave, cross, receive, settle, sort, count};
