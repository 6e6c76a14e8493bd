#include "engine/store/id_list.hpp"

#include "engine/comm/agree.hpp"
#include "engine/store/csv_record.hpp"
#include "engine/store/edge_lines.hpp"
#include "engine/store/text_position.hpp"

#include <algorithm>

namespace cascade {
namespace {

/// Reads the lines of one file, remembering which of the two forms it has.
class IdListReader {
public:
    explicit IdListReader(LabelTable* labels) : labels_(labels) {}

    /// Takes what the text at byte `offset` begins with; returns its length. `text` ends in a line feed.
    std::size_t take(std::string_view text, std::uint64_t offset) {
        const std::size_t line_length = text.find('\n') + 1;
        std::string_view line = text.substr(0, line_length);
        if (is_passed_over(line, "#%"))
            return line_length;
        if (!known_ && decide(line, offset))
            return line_length;
        const std::size_t length =
            csv_ ? std::min(record_end(text, {.delimiter = delimiter_}), text.size()) : line_length;
        add(text.substr(0, length), offset);
        return length;
    }

    std::vector<OriginalId> ids;

private:
    /// Settles the form by the first line; true when it was a heading.
    bool decide(std::string_view line, std::uint64_t offset) {
        known_ = true;
        const char delimiter = delimiter_of(line);
        split_record(line, delimiter, offset, fields_);
        const auto named = std::find(fields_.begin(), fields_.end(), "vertex");
        csv_ = named != fields_.end();
        if (!csv_)
            return false;
        delimiter_ = delimiter == ' ' ? ',' : delimiter; // a single column
        column_ = static_cast<std::size_t>(named - fields_.begin());
        return true;
    }

    void add(std::string_view text, std::uint64_t offset) {
        if (csv_) {
            split_record(text, delimiter_, offset, fields_);
            if (column_ >= fields_.size())
                refuse(offset);
            ids.push_back(id_of(fields_[column_], offset));
            return;
        }
        const std::size_t begin = text.find_first_not_of(" \t\r\n");
        text = text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
        if (labels_ == nullptr && split_fields(text, 0).size() != 1)
            refuse(offset);
        ids.push_back(id_of(text, offset));
    }

    OriginalId id_of(std::string_view token, std::uint64_t offset) const {
        return labels_ == nullptr ? parse_id(token, offset)
                                  : labels_->number_of(token, [&] { check_label(token, offset); });
    }

    [[noreturn]] static void refuse(std::uint64_t offset) {
        throw TextFailure{offset, "a file of vertices has one id a line, or is a CSV file with a column named vertex"};
    }

    LabelTable* labels_;
    bool known_ = false;
    bool csv_ = false;
    char delimiter_ = ',';
    std::size_t column_ = 0;
    std::vector<std::string> fields_;
};

std::string whole_text(const InputBytes& input, Packing packing) {
    const std::unique_ptr<ByteStream> stream = open_stream(input, packing);
    std::vector<char> buffer(1 << 20);
    std::string text;
    while (const std::size_t got = stream->read(buffer.data(), buffer.size()))
        text.append(buffer.data(), got);
    return text + "\n";
}

} // namespace

std::vector<OriginalId> read_id_list(const Communicator& comm, const std::string& path, LabelTable* labels) {
    IdListReader reader(labels);
    if (path.empty())
        return {};
    agree_at_root(comm, [&] {
        const InputBytes input(path);
        const Packing packing = packing_of(input);
        try {
            const std::string text = whole_text(input, packing);
            std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
            while (at < text.size())
                at += reader.take(std::string_view(text).substr(at), at);
        } catch (const TextFailure& failure) {
            throw located(input, packing, failure);
        }
    });
    return std::move(reader.ids);
}

} // namespace cascade
