#include "engine/store/dataset_digest.hpp"

#include "engine/comm/agree.hpp"
#include "engine/comm/collectives.hpp"
#include "engine/graph/partition.hpp"
#include "engine/runtime/parallel.hpp"

namespace cascade {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10; ///< bytes read at a time: what stays in a core's cache

std::uint64_t bytes_of(const DatasetPlace& place) {
    return place.count * place.width;
}

/// Bytes of the dataset's block number `block`.
std::size_t block_bytes(const DatasetPlace& place, std::uint64_t block) {
    return static_cast<std::size_t>(std::min(kDigestBlock, bytes_of(place) - block * kDigestBlock));
}

} // namespace

std::vector<Digest> held_block_digests(const InputBytes& file, const DatasetPlace& place, std::uint64_t begin,
                                       std::span<const std::byte> held, int threads) {
    const std::uint64_t first = (begin + kDigestBlock - 1) / kDigestBlock;
    const std::uint64_t last = (begin + held.size() + kDigestBlock - 1) / kDigestBlock; // the first that begins later
    std::vector<Digest> digests(held.empty() ? 0 : last - first);
    parallel_for(threads, digests.size(), 1, [&](std::size_t from, std::size_t to, int) {
        for (std::size_t i = from; i < to; ++i) {
            const std::uint64_t at = (first + i) * kDigestBlock;
            const std::size_t bytes = block_bytes(place, first + i);
            const std::span<const std::byte> here =
                held.subspan(at - begin, std::min<std::size_t>(bytes, held.size() - (at - begin)));
            DigestStream stream;
            stream.add(here.data(), here.size());
            if (here.size() < bytes) {
                std::vector<std::byte> beyond(bytes - here.size());
                file.read(place.offset + at + here.size(), beyond.data(), beyond.size());
                stream.add(beyond.data(), beyond.size());
            }
            digests[i] = stream.finish();
        }
    });
    return digests;
}

std::vector<Digest> stored_block_digests(const InputBytes& file, const DatasetPlace& place, int part, int parts,
                                         int threads) {
    const Partition deal = Partition::equal((bytes_of(place) + kDigestBlock - 1) / kDigestBlock, parts);
    const std::uint64_t first = deal.begin_of(part);
    std::vector<Digest> digests(deal.count_of(part));
    parallel_for(threads, digests.size(), 1, [&](std::size_t from, std::size_t to, int) {
        std::vector<std::byte> piece(std::min(kPiece, block_bytes(place, first + from)));
        for (std::size_t i = from; i < to; ++i) {
            const std::size_t bytes = block_bytes(place, first + i);
            DigestStream stream;
            for (std::size_t at = 0; at < bytes; at += piece.size()) {
                const std::size_t here = std::min(piece.size(), bytes - at);
                file.read(place.offset + (first + i) * kDigestBlock + at, piece.data(), here);
                stream.add(piece.data(), here);
            }
            digests[i] = stream.finish();
        }
    });
    return digests;
}

Digest combine_block_digests(const Communicator& comm, const std::vector<Digest>& mine) {
    const std::vector<Digest> all = gather(comm, std::span(mine));
    return broadcast(comm, digest_of(std::as_bytes(std::span(all))));
}

std::string damage_of(const GraphFile& file, const layout::NamedPlace& dataset) {
    return fmt::format(
        "{}: {}: the content does not have the digest stored with it; the file is damaged, restore it or "
        "make it again with `cascade import`",
        file.path, dataset.name);
}

void require_stored_digest(Context& context, const InputBytes& bytes, const GraphFile& file,
                           const layout::NamedPlace& dataset) {
    const Communicator& world = context.world;
    const DatasetPlace& place = file.*dataset.place;
    if (place.digest.empty())
        return;
    const auto mine =
        agree(world, [&] { return stored_block_digests(bytes, place, world.rank(), world.size(), context.threads); });
    const Digest found = combine_block_digests(world, mine);
    if (found.hex() != place.digest) // the same on every rank
        throw Error(ExitCode::bad_input, damage_of(file, dataset), true);
}

} // namespace cascade
