// PyTorch's C++ interface at the training workloads of `ravine bench`, without Python; commanded as
// worker.py is:
//
//     training W1 16 channels_last   ->   milliseconds of processor time a step
//
// The first line tells the version, as JSON.
#include <torch/torch.h>

#include <algorithm>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>

namespace {

namespace nn = torch::nn;

double cpu() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void add_block(nn::Sequential &model, int inputs, int outputs, bool norm_first)
{
    model->push_back(nn::Conv2d(nn::Conv2dOptions(inputs, outputs, 3).padding(1)));
    if (norm_first)
        model->push_back(nn::BatchNorm2d(outputs));
    model->push_back(nn::ReLU(nn::ReLUOptions(true)));
    if (!norm_first)
        model->push_back(nn::BatchNorm2d(outputs));
}

// What worker.py makes under the same name; the dense layer after the last map may be a convolution
// over the whole of it.
nn::Sequential network(const std::string &name, bool as_conv)
{
    nn::Sequential model;
    auto dense = [&](int channels, int side, int outputs) {
        if (as_conv)
            model->push_back(nn::Conv2d(nn::Conv2dOptions(channels, outputs, side)));
        model->push_back(nn::Flatten());
        if (!as_conv)
            model->push_back(nn::Linear(channels * side * side, outputs));
    };
    if (name == "W1") {
        add_block(model, 1, 8, true);
        model->push_back(nn::MaxPool2d(2));
        add_block(model, 8, 16, true);
        model->push_back(nn::MaxPool2d(2));
        dense(16, 4, 2);
    } else if (name == "W2") {
        model->push_back(nn::Conv2d(nn::Conv2dOptions(1, 32, 3)));
        model->push_back(nn::ReLU(nn::ReLUOptions(true)));
        model->push_back(nn::MaxPool2d(2));
        dense(32, 13, 10);
    } else {
        int inputs = 3;
        for (int outputs : {64, 128, 256, 512}) {
            add_block(model, inputs, outputs, false);
            add_block(model, outputs, outputs, false);
            model->push_back(nn::MaxPool2d(2));
            inputs = outputs;
        }
        dense(512, 3, 512);
        model->push_back(nn::ReLU(nn::ReLUOptions(true)));
        model->push_back(nn::Dropout(0.5));
        model->push_back(nn::Linear(512, 30));
    }
    return model;
}

struct load {
    std::vector<int64_t> shape; // of an example, channels first
    int classes, examples;
};
const std::map<std::string, load> loads = {
    {"W1", {{1, 16, 16}, 2, 1024}}, {"W2", {{1, 28, 28}, 10, 1024}}, {"W3", {{3, 50, 55}, 30, 32}}};

class trainer {
public:
    trainer(const std::string &name, int64_t batch, const std::string &words)
        : batch(batch), model(network(name, words.find("dense_as_conv") != std::string::npos))
    {
        const load &l = loads.at(name);
        x = torch::randn({l.examples, l.shape[0], l.shape[1], l.shape[2]});
        labels = torch::arange(l.examples) % l.classes;
        order = torch::randperm(l.examples);
        if (words.find("channels_last") != std::string::npos) {
            x = x.contiguous(torch::MemoryFormat::ChannelsLast);
            for (auto &p : model->parameters())
                if (p.dim() == 4)
                    p.set_data(p.contiguous(torch::MemoryFormat::ChannelsLast));
        }
        if (name == "W2")
            optimizer = std::make_unique<torch::optim::Adam>(model->parameters());
        else
            optimizer = std::make_unique<torch::optim::SGD>(
                model->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9));
    }

    void step()
    {
        auto chosen = order.slice(0, place, place + batch);
        place = (place + batch) % (x.size(0) - batch + 1);
        optimizer->zero_grad();
        nn::functional::cross_entropy(model->forward(x.index({chosen})), labels.index({chosen}))
            .backward();
        optimizer->step();
    }

    // The median over repetitions of about 10 ms.
    double measure()
    {
        step();
        double begun = cpu();
        step();
        const double once = std::max(cpu() - begun, 1e-6);
        for (int k = 0; k < std::min(20, static_cast<int>(0.3 / once)); k++)
            step();
        const int count = std::max(1, static_cast<int>(0.01 / once + 0.5));
        std::vector<double> times;
        for (double spent = 0; times.size() < 5 || spent < 0.3; spent += times.back() * count) {
            begun = cpu();
            for (int k = 0; k < count; k++)
                step();
            times.push_back((cpu() - begun) / count);
        }
        std::sort(times.begin(), times.end());
        return 1e3 * times[times.size() / 2];
    }

private:
    int64_t batch, place = 0;
    nn::Sequential model;
    torch::Tensor x, labels, order;
    std::unique_ptr<torch::optim::Optimizer> optimizer;
};

} // namespace

int main()
{
    std::map<std::string, std::unique_ptr<trainer>> ready;

    torch::set_num_threads(1);
    torch::manual_seed(1);
    std::cout << "{\"libtorch\": \"" << TORCH_VERSION << "\"}" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream in(line);
        std::string kind, name, words;
        int64_t batch;

        in >> kind >> name >> batch;
        std::getline(in, words);
        auto &found = ready[line];
        if (!found)
            found = std::make_unique<trainer>(name, batch, words);
        std::cout << found->measure() << std::endl;
    }
}
