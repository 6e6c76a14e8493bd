#pragma once
// result.h5 as it is being filled, by one rank with the plain driver, under its partial name.
//
//     /results/<table>             one-dimensional compound dataset: `pandas.read_hdf(f, "results/seeds")`
//     /series/<name>/<index>       dimension scale
//     /series/<name>/<column>      array over it: `xarray.open_dataset(f, group="series/spread")`
//     /labels/<table>/<column>     texts of a table's vertices, where the graph has labels
//     /vertices/<name>             f64[n]
//     /timing                      group with the attribute `json`
//     attributes of /              schema, schema_version, run (JSON)
//
// Everything is contiguous and little-endian, and no object carries a time, so equal content is equal bytes. Labels are
// strings of variable length, which h5py, pandas and xarray read as texts, in groups of their own: a string dataset of
// fixed length crashes xarray's default engine where it opens the group.

#include "engine/store/durable_file.hpp"
#include "engine/store/result_writer.hpp"

namespace cascade {

class ResultH5 {
public:
    /// Creates `partial_name(path)`.
    explicit ResultH5(const std::string& path);
    /// Removes the partial file unless `complete` has returned.
    ~ResultH5();
    ResultH5(const ResultH5&) = delete;
    ResultH5& operator=(const ResultH5&) = delete;

    void add(const Table& table);
    void add(const Series& series);

    /// An f64 array of `count` values under /vertices, filled by `append` in order.
    void begin_vertices(const std::string& name, std::uint64_t count);
    void append(std::span<const double> values);

    /// Writes `run` and `timing`, closes the file and puts it on disk.
    void complete(const std::string& run, const std::string& timing);
    /// Of the partial file.
    const FileMark& mark() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace cascade
