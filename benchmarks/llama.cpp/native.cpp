// llama.cpp's own library, the one that node-llama-cpp ships, in a plain C++ loop: what llama.cpp does without JavaScript around it.
// One side of the comparison: one line of JSON in, one out (see ChatBot.Benchmarks/Comparison).
//
//   native MODEL.gguf BACKENDS-FOLDER THREADS
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "ggml-backend.h"
#include "ggml-cpu.h"
#include "llama.h"

using Clock = std::chrono::steady_clock;

static double milliseconds(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

// Requests are written by our own driver: {"repetition":1,"prompt":[1,2,3],"tokens":129}
static std::vector<llama_token> read_prompt(const std::string & line) {
    std::vector<llama_token> prompt;
    const char * at = line.c_str() + line.find('[') + 1;
    for (char * end; *at != ']'; at = *end == ',' ? end + 1 : end) prompt.push_back((llama_token) strtol(at, &end, 10));
    return prompt;
}

static int read_tokens(const std::string & line) {
    const std::string name = "\"tokens\":";
    return atoi(line.c_str() + line.find(name) + name.size());
}

int main(int argc, char ** argv) {
    if (argc != 4) return 2;
    const int threads = atoi(argv[3]);
    llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
    ggml_backend_load_all_from_path(argv[2]);

    auto model_params = llama_model_default_params();
    model_params.n_gpu_layers = 0;
    auto * model = llama_model_load_from_file(argv[1], model_params);
    if (!model) return 1;
    auto params = llama_context_default_params();
    params.n_ctx = 1024;
    params.n_batch = 512;
    params.n_threads = params.n_threads_batch = threads;
    params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_ENABLED;
    auto * context = llama_init_from_model(model, params);
    if (!context) return 1;

    // Threads that stay and spin, as llama-server and llama-bench have them; without a pool each step starts new ones.
    auto * new_pool = (decltype(ggml_threadpool_new) *) ggml_backend_reg_get_proc_address(ggml_backend_reg_by_name("CPU"), "ggml_threadpool_new");
    ggml_threadpool_params pool_params;
    ggml_threadpool_params_init(&pool_params, threads);
    auto * pool = new_pool(&pool_params);
    llama_attach_threadpool(context, pool, pool);

    std::cout << "{\"description\":\"llama.cpp's library in a C++ loop, " << threads << " threads in a pool, flash attention, float16 KV cache\"}"
              << std::endl;
    const int vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
    std::vector<llama_token> cache;
    for (std::string line; std::getline(std::cin, line);) {
        auto prompt = read_prompt(line);
        const int tokens = read_tokens(line);
        const auto start = Clock::now();
        const size_t common = std::min<size_t>(std::mismatch(prompt.begin(), prompt.end() - 1, cache.begin(), cache.end()).first - prompt.begin(), prompt.size() - 1);
        llama_memory_seq_rm(llama_get_memory(context), 0, (llama_pos) common, -1);
        cache = prompt;
        if (llama_decode(context, llama_batch_get_one(prompt.data() + common, (int) (prompt.size() - common)))) return 1;
        Clock::time_point first;
        int count = 0;
        for (;;) {
            const float * logits = llama_get_logits_ith(context, -1);
            llama_token token = (llama_token) (std::max_element(logits, logits + vocabulary) - logits);
            if (count++ == 0) first = Clock::now();
            if (count == tokens) break;
            cache.push_back(token);
            if (llama_decode(context, llama_batch_get_one(&token, 1))) return 1;
        }
        const auto end = Clock::now();
        std::cout << "{\"promptTokens\":" << prompt.size() << ",\"cachedTokens\":" << common << ",\"tokens\":" << count
                  << ",\"firstTokenMs\":" << milliseconds(start, first) << ",\"decodeMs\":" << milliseconds(first, end) << "}" << std::endl;
    }
}
